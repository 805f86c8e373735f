"use client";

import type { Port } from "@dacapo/engine/compiler";
import type { EdgeChange, FinalConnectionState, ReactFlowInstance } from "@xyflow/react";
import { type MouseEvent as ReactMouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { CatalogIndex } from "../document/catalog-index";
import type { WorkflowDocument } from "../document/document";
import { boundsOf } from "../document/geometry";
import type { ProblemCount } from "../document/problems";
import type { Selection } from "../document/selection";
import { CanvasSurface } from "./canvas-surface";
import type { DropTarget } from "./drop-target";
import { browserEvent, fromFlow, pointOf, selectionAfter, triedConnection } from "./flow-events";
import { createProjection } from "./flow-projection";
import type { FlowEdge, FlowNode } from "./flow-types";
import type { CanvasGestures } from "./gestures";
import { useNodeGestures } from "./use-node-gestures";

export interface EditCanvasProps {
  readonly mode: "edit";
  readonly document: WorkflowDocument;
  readonly index: CatalogIndex;
  readonly selection: Selection;
  readonly problems: ReadonlyMap<string, ProblemCount>;
  readonly problemEdges: ReadonlySet<string>;
  readonly gestures: CanvasGestures;
  /** What something from the palette hovers over. */
  readonly hover?: DropTarget | undefined;
  readonly onOpen: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
  readonly onShowShortcuts: () => void;
  readonly overlay?: ReactNode;
}

/** The canvas of the designer: React Flow's changes come in, the document's commands go out. */
export function EditCanvas(props: EditCanvasProps) {
  const { document, index, selection, problems, problemEdges, gestures, hover } = props;
  const [projection] = useState(createProjection);
  const { moving, resizing, dropTarget, onNodesChange, onDrag, onDragStop } = useNodeGestures(document, gestures);
  const flow = useRef<ReactFlowInstance<FlowNode, FlowEdge> | undefined>(undefined);
  const bounds = useMemo(() => boundsOf(document), [document]);
  const target = dropTarget ?? hover;

  const { graph, layout } = document;
  const dropTargetNode = target?.containerId;
  const dropTargetEdge = target?.edgeId;
  const nodes = useMemo(
    () =>
      projection.projectNodes({
        mode: "edit",
        graph,
        layout,
        index,
        selectedNodes: selection.nodeIds,
        moving,
        resizing,
        problems,
        dropTargetNode,
      }),
    [projection, graph, layout, index, selection.nodeIds, moving, resizing, problems, dropTargetNode],
  );
  const edges = useMemo(
    () =>
      projection.projectEdges({
        mode: "edit",
        graph,
        selectedNodes: selection.nodeIds,
        selectedEdges: selection.edgeIds,
        problemEdges,
        dropTargetEdge,
      }),
    [projection, graph, selection.nodeIds, selection.edgeIds, problemEdges, dropTargetEdge],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => gestures.select((current) => selectionAfter(current, "edgeIds", changes)),
    [gestures],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.fromHandle === null || state.isValid === true) return;
      if (state.toHandle !== null) {
        const tried = triedConnection(state);
        const reason = tried === undefined ? undefined : gestures.refuseConnection(tried);
        if (reason !== undefined) gestures.connectionRefused(reason);
        return;
      }
      if (state.fromHandle.type !== "source") return;
      const screen = pointOf(event);
      const over = window.document.elementFromPoint(screen.x, screen.y);
      // The whole box of a node takes an edge, not its port alone.
      const box = over?.closest<HTMLElement>(".react-flow__node:not(:has(> [data-container]))");
      if (box?.dataset.id !== undefined) {
        const { nodeId, id } = state.fromHandle;
        return gestures.connect({ from: nodeId, port: (id ?? "out") as Port, to: box.dataset.id });
      }
      const isEmpty =
        over?.closest(".react-flow__pane, .react-flow__edge, .react-flow__node:has(> [data-container])") != null;
      if (!isEmpty || flow.current === undefined) return;
      gestures.connectToNew(state.fromHandle.nodeId, state.fromHandle.id as Port, {
        screen,
        canvas: flow.current.screenToFlowPosition(screen),
      });
    },
    [gestures],
  );

  const onOpen = useCallback(
    (instance: ReactFlowInstance<FlowNode, FlowEdge>) => {
      flow.current = instance;
      props.onOpen(instance);
    },
    [props.onOpen],
  );

  const onDoubleClick = (event: ReactMouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest(".react-flow__pane") === null) return;
    const screen = { x: event.clientX, y: event.clientY };
    if (flow.current !== undefined) gestures.addAt({ screen, canvas: flow.current.screenToFlowPosition(screen) });
  };

  return (
    <CanvasSurface
      label="Canvas"
      bounds={bounds}
      openZoomMin={0.8}
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onNodeDrag={(event, _node, dragged) => onDrag(browserEvent(event), dragged)}
      onSelectionDrag={(event, dragged) => onDrag(browserEvent(event), dragged)}
      onNodeDragStop={(event, _node, dragged) => onDragStop(browserEvent(event), dragged)}
      onSelectionDragStop={(event, dragged) => onDragStop(browserEvent(event), dragged)}
      nodeDragThreshold={2}
      zoomOnDoubleClick={false}
      onDoubleClick={onDoubleClick}
      onConnect={(connection) => gestures.connect(fromFlow(connection))}
      onConnectEnd={onConnectEnd}
      isValidConnection={(connection) =>
        gestures.refuseConnection(
          fromFlow({
            source: connection.source,
            target: connection.target,
            sourceHandle: connection.sourceHandle ?? null,
            targetHandle: connection.targetHandle ?? null,
          }),
        ) === undefined
      }
      onOpen={onOpen}
      onActivateNode={(nodeId, additive) =>
        gestures.select((current) => ({
          nodeIds: additive ? new Set([...current.nodeIds, nodeId]) : new Set([nodeId]),
          edgeIds: new Set(),
        }))
      }
      onShowShortcuts={props.onShowShortcuts}
      overlay={props.overlay}
    />
  );
}
