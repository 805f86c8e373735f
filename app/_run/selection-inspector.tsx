"use client";

import type { Catalog } from "@dacapo/engine/compiler";
import type { RunState } from "@dacapo/engine/timeline";
import { useMemo } from "react";
import type { RunView } from "@/app/_server/api-types";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import { EMPTY_CATALOG, indexCatalog } from "../_designer/document/catalog-index";
import { NODE_TYPES } from "../_designer/document/node-types";
import { NodeInspector } from "./node-inspector";
import { failedCodeLine, failedNodeId } from "./projection/failure-place";
import type { GraphIndex } from "./projection/graph-index";
import type { NodeView } from "./projection/node-views";
import { RunInspector } from "./run-inspector";

interface SelectionInspectorProps {
  readonly run: RunView;
  readonly index: GraphIndex | undefined;
  readonly catalog: Catalog | undefined;
  readonly moment: { readonly state: RunState; readonly nowMs: number };
  readonly views: Readonly<Record<string, NodeView>>;
  /** The name of the selected node. */
  readonly selected: string | undefined;
  readonly pickedKey: string | undefined;
  readonly onPick: (key: string) => void;
  readonly onSelect: (name: string | undefined) => void;
  readonly onLookAt: (seq: number) => void;
  /** The run goes on, and what is shown is how it is now. */
  readonly isLive: boolean;
}

const WIDTH_PX = 344;

/** The selected node, or the run when none is. */
export function SelectionInspector(props: SelectionInspectorProps) {
  const { run, index, catalog, moment, views, selected, pickedKey, onPick, onSelect, onLookAt, isLive } = props;
  const { state, nowMs } = moment;
  const names = useMemo(() => indexCatalog(catalog ?? EMPTY_CATALOG), [catalog]);
  const failedId =
    index === undefined
      ? undefined
      : failedNodeId({ index, state, ...(run.sourceMap !== undefined && { sourceMap: run.sourceMap }) });
  const failedName = (failedId === undefined ? undefined : index?.nodeById.get(failedId)?.name) ?? state.failedAt?.node;
  const codeLine = failedCodeLine({ index, state, code: run.code });
  const node = selected === undefined ? undefined : index?.nodeByName.get(selected);
  const activity = node?.type === "activity" ? names.activities.get(node.config.activity) : undefined;
  return (
    <ResizablePanel
      storageKey="run.inspector"
      label="Inspector width"
      edge="left"
      initialPx={WIDTH_PX}
      minPx={260}
      maxPx={720}
    >
      {selected === undefined ? (
        <RunInspector
          name={run.name}
          state={state}
          nowMs={nowMs}
          failedNode={failedName}
          codeLine={codeLine}
          onSelectNode={onSelect}
          parentRunId={run.parentRunId}
        />
      ) : (
        <NodeInspector
          runId={run.runId}
          drawn={node}
          isLive={isLive}
          name={selected}
          sort={
            node === undefined
              ? "a node of the code"
              : node.type === "activity"
                ? node.config.activity
                : NODE_TYPES[node.type].title
          }
          icon={activity?.icon ?? (node === undefined ? "code" : NODE_TYPES[node.type].icon)}
          isStart={node?.type === "start"}
          view={node === undefined ? undefined : views[node.id]}
          state={state}
          nowMs={nowMs}
          ownFailure={failedName === selected ? state.failure : undefined}
          codeLine={codeLine}
          pickedKey={pickedKey}
          onPick={onPick}
          onLookAt={onLookAt}
          onClose={() => onSelect(undefined)}
        />
      )}
    </ResizablePanel>
  );
}
