"use client";

import { ActionIcon, Button, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconHistory,
  IconPlayerPlay,
  IconWand,
} from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { Kbd } from "@/app/_ui/kbd";
import { ThemeToggle } from "@/app/_ui/theme-toggle";
import { TopBar } from "@/app/_ui/top-bar";
import { renameWorkflow } from "./document/commands/rename-workflow";
import { ExportMenu } from "./export-menu";
import { SaveNote } from "./save-note";
import type { SaveState } from "./session/autosave";
import { useDesigner, useDesignerState } from "./session/designer-context";
import classes from "./workflow-designer.module.css";

interface DesignerTopBarProps {
  readonly workflowId: string;
  readonly saveState: SaveState;
  /** Why the workflow cannot be run; absent when it can. */
  readonly runObstacle: string | undefined;
  readonly onRun: () => void;
  readonly onTidy: () => void;
  /** What is drawn, compiled; absent while it has errors. */
  readonly code: string | undefined;
}

export function DesignerTopBar({ workflowId, saveState, runObstacle, onRun, onTidy, code }: DesignerTopBarProps) {
  const { store } = useDesigner();
  const done = useDesignerState((state) => state.history.done.at(-1)?.label);
  const undone = useDesignerState((state) => state.history.undone.at(-1)?.label);
  return (
    <TopBar
      actions={
        <>
          {/* First of the row, which ends at the right: nothing else moves when it comes and goes. */}
          {runObstacle !== undefined && (
            <button type="button" className={classes.obstacle} onClick={onRun}>
              <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
              {runObstacle}
            </button>
          )}
          <ExportMenu code={code} workflowId={workflowId} />
          <Button
            component={Link}
            href={`/runs?workflow=${encodeURIComponent(workflowId)}`}
            variant="subtle"
            color="gray"
            c="var(--dc-text-2)"
            leftSection={<IconHistory size={16} aria-hidden />}
          >
            Runs
          </Button>
          <ThemeToggle />
          <Tooltip label={runObstacle ?? "Start a run of what is drawn (Ctrl+Enter)"}>
            <Button
              onClick={onRun}
              data-blocked={runObstacle !== undefined}
              className={classes.run ?? ""}
              aria-disabled={runObstacle !== undefined}
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              rightSection={<Kbd>Ctrl ⏎</Kbd>}
            >
              Run
            </Button>
          </Tooltip>
        </>
      }
    >
      <WorkflowName />
      <SaveNote state={saveState} />
      <span className={classes.tools} role="toolbar" aria-label="Editing">
        <Tooltip label={done === undefined ? "Nothing to undo" : `Undo: ${done} (Ctrl+Z)`}>
          <ActionIcon
            aria-label="Undo"
            data-empty={done === undefined}
            aria-disabled={done === undefined}
            onClick={() => store.undo()}
          >
            <IconArrowBackUp size={18} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={undone === undefined ? "Nothing to redo" : `Redo: ${undone} (Ctrl+Shift+Z)`}>
          <ActionIcon
            aria-label="Redo"
            data-empty={undone === undefined}
            aria-disabled={undone === undefined}
            onClick={() => store.redo()}
          >
            <IconArrowForwardUp size={18} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Lay the nodes out anew (Shift+Alt+T)">
          <Button
            variant="subtle"
            color="gray"
            c="var(--dc-text-2)"
            leftSection={<IconWand size={16} stroke={1.75} aria-hidden />}
            onClick={onTidy}
          >
            Tidy
          </Button>
        </Tooltip>
      </span>
    </TopBar>
  );
}

/** The name, to be changed in place: Enter or leaving it keeps the change, Escape does not. */
function WorkflowName() {
  const { store } = useDesigner();
  const name = useDesignerState((state) => state.document.graph.name);
  const [typed, setTyped] = useState<string>();
  const keep = () => {
    if (typed !== undefined) store.run("Rename the workflow", (document) => renameWorkflow(document, typed));
    setTyped(undefined);
  };
  return (
    <h1 className={classes.nameHeading}>
      <input
        className={classes.name}
        aria-label="Name of the workflow"
        value={typed ?? name}
        size={Math.min(Math.max((typed ?? name).length, 6), 40)}
        maxLength={120}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setTyped(undefined);
        }}
      />
    </h1>
  );
}
