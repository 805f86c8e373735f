"use client";

import type { Catalog, Graph, Layout } from "@dacapo/engine/compiler";
import type { ReactFlowInstance } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { EMPTY_CATALOG, indexCatalog } from "../document/catalog-index";
import { boundsOf } from "../document/geometry";
import { CanvasSurface } from "./canvas-surface";
import { createProjection } from "./flow-projection";
import type { FlowEdge, FlowNode } from "./flow-types";
import type { EdgeState, NodeView } from "./node-view";

export interface ViewCanvasProps {
  readonly mode: "view";
  readonly graph: Graph;
  readonly layout: Layout;
  /** By node id; a node without an entry is drawn as in the designer. */
  readonly nodeViews: Readonly<Record<string, NodeView>>;
  /** By edge id; an edge without an entry is idle. */
  readonly edgeStates: Readonly<Record<string, EdgeState>>;
  readonly selectedNodeId?: string | undefined;
  readonly onSelectNode: (nodeId: string | undefined) => void;
  /** For the icons and titles of what nodes name. */
  readonly catalog?: Catalog | undefined;
  readonly label?: string;
  readonly onOpen?: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING_MOVES = new Map<string, never>();

/** The canvas of a run: nothing on it can be changed, everything on it can be asked. */
export function ViewCanvas(props: ViewCanvasProps) {
  const { graph, layout, nodeViews, edgeStates, selectedNodeId, onSelectNode, catalog = EMPTY_CATALOG } = props;
  const [projection] = useState(createProjection);
  const index = useMemo(() => indexCatalog(catalog), [catalog]);
  const selectedNodes = useMemo(
    () => (selectedNodeId === undefined ? NONE : new Set([selectedNodeId])),
    [selectedNodeId],
  );
  const bounds = useMemo(() => boundsOf({ graph, layout }), [graph, layout]);
  const nodes = useMemo(
    () =>
      projection.projectNodes({
        mode: "view",
        graph,
        layout,
        index,
        selectedNodes,
        moving: NOTHING_MOVES,
        problems: NOTHING_MOVES,
        nodeViews,
      }),
    [projection, graph, layout, index, selectedNodes, nodeViews],
  );
  const edges = useMemo(
    () =>
      projection.projectEdges({
        mode: "view",
        graph,
        selectedNodes,
        selectedEdges: NONE,
        problemEdges: NONE,
        edgeStates,
      }),
    [projection, graph, selectedNodes, edgeStates],
  );
  const clear = useCallback(() => onSelectNode(undefined), [onSelectNode]);

  return (
    <CanvasSurface
      label={props.label ?? "Canvas"}
      bounds={bounds}
      openZoomMin={0.4}
      nodes={nodes}
      edges={edges}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      selectionKeyCode={null}
      onNodeClick={(_event, node) => onSelectNode(node.id)}
      onPaneClick={clear}
      onActivateNode={onSelectNode}
      {...(props.onOpen !== undefined && { onOpen: props.onOpen })}
    />
  );
}
