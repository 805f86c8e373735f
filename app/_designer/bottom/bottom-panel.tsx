"use client";

import type { Diagnostic, Graph } from "@dacapo/engine/compiler";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconCode } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { CopyButton } from "@/app/_ui/copy-button";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import type { Checked } from "../session/use-check";
import classes from "./bottom.module.css";
import { CodeView } from "./code-view";
import { ProblemList } from "./problem-list";

export type BottomTab = "problems" | "code";

interface BottomPanelProps {
  readonly tab: BottomTab | undefined;
  readonly onTab: (tab: BottomTab | undefined) => void;
  readonly graph: Graph;
  readonly checked: Checked;
  readonly selectedNodeIds: ReadonlySet<string>;
  readonly onChooseNode: (nodeId: string) => void;
  readonly onChooseProblem: (problem: Diagnostic) => void;
}

/** Problems and code, below the canvas. Folded, only the tabs remain, with the count of problems. */
export function BottomPanel(props: BottomPanelProps) {
  const { tab, onTab, graph, checked, selectedNodeIds, onChooseNode, onChooseProblem } = props;
  const id = useId();
  const { diagnostics, code } = checked;
  const selectedName =
    selectedNodeIds.size === 1 ? graph.nodes.find((node) => selectedNodeIds.has(node.id))?.name : undefined;
  const open = tab ?? "code";
  const toggleTab = (next: BottomTab) => onTab(tab === next ? undefined : next);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const next = open === "code" ? "problems" : "code";
    onTab(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };

  const tabs = (
    <div className={classes.bar}>
      <div className={classes.tabs} role="tablist" aria-label="Problems and code" onKeyDown={onKeyDown}>
        <TabButton
          id={`${id}-problems`}
          isSelected={tab === "problems"}
          isTabStop={open === "problems"}
          panelId={`${id}-panel`}
          onClick={() => toggleTab("problems")}
        >
          <IconAlertTriangle size={14} aria-hidden />
          Problems
          <span className={classes.count} data-some={diagnostics.length > 0}>
            {diagnostics.length}
          </span>
        </TabButton>
        <TabButton
          id={`${id}-code`}
          isSelected={tab === "code"}
          isTabStop={open === "code"}
          panelId={`${id}-panel`}
          onClick={() => toggleTab("code")}
        >
          <IconCode size={14} aria-hidden />
          Code
        </TabButton>
      </div>
      <span className={classes.actions}>
        {tab === "code" && code !== undefined && !checked.isCurrent && (
          <span className={classes.stale} role="status" title="The Problems tab says what to mend.">
            The last code without errors
          </span>
        )}
        {tab === "code" && code !== undefined && <CopyButton label="Copy code" text={() => code.code} />}
        <Tooltip label={tab === undefined ? "Show" : "Hide"}>
          <ActionIcon
            size={24}
            aria-label={tab === undefined ? "Show the bottom panel" : "Hide the bottom panel"}
            onClick={() => onTab(tab === undefined ? "code" : undefined)}
          >
            {tab === undefined ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  );

  if (tab === undefined) {
    return (
      <section className={classes.panel} data-folded="true" aria-label="Problems and code">
        {tabs}
      </section>
    );
  }
  return (
    <ResizablePanel
      storageKey="designer-bottom"
      label="Bottom panel height"
      edge="top"
      initialPx={240}
      minPx={120}
      maxPx={620}
      className={classes.holder ?? ""}
    >
      <section className={classes.panel} aria-label="Problems and code">
        {tabs}
        <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab}`} className={classes.content}>
          {tab === "problems" && <ProblemList graph={graph} diagnostics={diagnostics} onChoose={onChooseProblem} />}
          {tab === "code" && code === undefined && (
            <p className={classes.nothing}>The code appears here as soon as the workflow has no errors.</p>
          )}
          {tab === "code" && code !== undefined && (
            <CodeView
              code={code.code}
              sourceMap={code.sourceMap}
              selectedNodeIds={selectedNodeIds}
              selectedName={selectedName}
              onChooseNode={onChooseNode}
              isStale={!checked.isCurrent}
            />
          )}
        </div>
      </section>
    </ResizablePanel>
  );
}

function TabButton(props: {
  readonly id: string;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly panelId: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  const { id, isSelected, isTabStop, panelId, onClick, children } = props;
  return (
    <button
      type="button"
      id={id}
      role="tab"
      className={classes.tab}
      aria-selected={isSelected}
      aria-controls={isSelected ? panelId : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
