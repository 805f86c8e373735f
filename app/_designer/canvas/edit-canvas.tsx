"use client";

import type { Port } from "@dacapo/engine/compiler";
import type {
  EdgeChange,
  FinalConnectionState,
  Connection as FlowConnection,
  NodeChange,
  ReactFlowInstance,
} from "@xyflow/react";
import { type MouseEvent as ReactMouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { Connection } from "../document/connection-rules";
import type { Box, Position, WorkflowDocument } from "../document/document";
import { descendantsOf, nodeById } from "../document/document";
import type { ActivitiesByName } from "../document/face";
import { absolutePositionOf, boundsOf, containerAt, sizeOf } from "../document/geometry";
import type { ProblemCount } from "../document/problems";
import type { Selection } from "../document/selection";
import { CanvasSurface } from "./canvas-surface";
import { edgeUnder } from "./edge-under";
import { createProjection } from "./flow-projection";
import { type FlowEdge, type FlowNode, INPUT_PORT } from "./flow-types";

/** What a person did on the canvas, in the document's words. */
export interface CanvasGestures {
  readonly select: (change: (current: Selection) => Selection) => void;
  /** Positions are relative to the parent that the nodes had when the drag began. */
  readonly moveNodes: (positions: ReadonlyMap<string, Position>) => void;
  readonly insertOnEdge: (nodeId: string, edgeId: string, position: Position) => void;
  readonly resizeContainer: (nodeId: string, box: Box, children: ReadonlyMap<string, Position>) => void;
  readonly connect: (connection: Connection) => void;
  /** Says why not, in a sentence. */
  readonly refuseConnection: (connection: Connection) => string | undefined;
  /** The drop of a refused connection, with the reason. */
  readonly connectionRefused: (reason: string) => void;
  /** A new edge was dropped where nothing is: a node is wanted there. */
  readonly connectToNew: (from: string, port: Port, at: CanvasPoint) => void;
  readonly addAt: (at: CanvasPoint) => void;
}

/** One point, on the screen and on the canvas. */
export interface CanvasPoint {
  readonly screen: Position;
  readonly canvas: Position;
}

export interface EditCanvasProps {
  readonly mode: "edit";
  readonly document: WorkflowDocument;
  readonly activities: ActivitiesByName;
  readonly selection: Selection;
  readonly problems: ReadonlyMap<string, ProblemCount>;
  readonly problemEdges: ReadonlySet<string>;
  readonly gestures: CanvasGestures;
  /** Where something from the palette hovers, in canvas pixels. */
  readonly hover?: { readonly containerId?: string; readonly edgeId?: string } | undefined;
  readonly onOpen: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
  readonly onShowShortcuts: () => void;
  readonly overlay?: ReactNode;
}

type Resizing = Box & { readonly nodeId: string };
const NOTHING_MOVES: ReadonlyMap<string, Position> = new Map();

/** The canvas of the designer: React Flow's changes come in, the document's commands go out. */
export function EditCanvas(props: EditCanvasProps) {
  const { document, activities, selection, problems, problemEdges, gestures, hover } = props;
  const [projection] = useState(createProjection);
  const [moving, setMoving] = useState(NOTHING_MOVES);
  const [resizing, setResizing] = useState<Resizing>();
  const [dropTarget, setDropTarget] = useState<{ containerId?: string; edgeId?: string }>();
  const inProgress = useRef<{ moving: ReadonlyMap<string, Position>; resizing: Resizing | undefined }>({
    moving: NOTHING_MOVES,
    resizing: undefined,
  });
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
        activities,
        selectedNodes: selection.nodeIds,
        moving,
        resizing,
        problems,
        dropTargetNode,
      }),
    [projection, graph, layout, activities, selection.nodeIds, moving, resizing, problems, dropTargetNode],
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

  const show = useCallback((next: { moving: ReadonlyMap<string, Position>; resizing: Resizing | undefined }) => {
    inProgress.current = next;
    setMoving(next.moving);
    setResizing(next.resizing);
  }, []);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      selectChanged(gestures, "nodeIds", changes);
      const resized = changes.find((change) => change.type === "dimensions" && change.resizing !== undefined);
      const current = inProgress.current;
      let box = current.resizing;
      const positions = new Map(current.moving);
      if (resized?.type === "dimensions" && box === undefined) {
        const node = nodeById(document.graph, resized.id);
        if (node === undefined) return;
        const placed = document.layout[node.id];
        box = { nodeId: node.id, x: placed?.x ?? 0, y: placed?.y ?? 0, ...sizeOf(node, document.layout) };
      }
      let moved = false;
      for (const change of changes) {
        if (change.type !== "position" || change.position === undefined) continue;
        moved = true;
        if (box !== undefined && change.id === box.nodeId) box = { ...box, ...change.position };
        else positions.set(change.id, change.position);
      }
      if (resized?.type === "dimensions" && box !== undefined) {
        if (resized.dimensions !== undefined) box = { ...box, ...resized.dimensions };
        if (resized.resizing === false) {
          gestures.resizeContainer(box.nodeId, box, positions);
          show({ moving: NOTHING_MOVES, resizing: undefined });
          return;
        }
      }
      if (moved || resized !== undefined) show({ moving: positions, resizing: box });
    },
    [gestures, document, show],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => selectChanged(gestures, "edgeIds", changes),
    [gestures],
  );

  const onNodeDrag = useCallback(
    (event: MouseEvent | TouchEvent, _node: FlowNode, dragged: FlowNode[]) => {
      const next = dropTargetOf(document, dragged, pointOf(event));
      setDropTarget((before) =>
        before?.containerId === next?.containerId && before?.edgeId === next?.edgeId ? before : next,
      );
    },
    [document],
  );

  const onNodeDragStop = useCallback(
    (event: MouseEvent | TouchEvent, _node: FlowNode, dragged: FlowNode[]) => {
      const positions = new Map(dragged.map((node) => [node.id, node.position]));
      const over = dropTargetOf(document, dragged, pointOf(event));
      const [only] = dragged;
      if (over?.edgeId !== undefined && only !== undefined) gestures.insertOnEdge(only.id, over.edgeId, only.position);
      else if (dragged.some((node) => wasMoved(document, node))) gestures.moveNodes(positions);
      setDropTarget(undefined);
      show({ moving: NOTHING_MOVES, resizing: undefined });
    },
    [document, gestures, show],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.fromHandle === null || state.isValid === true) return;
      if (state.toHandle !== null) {
        const tried = connectionOf(state);
        const reason = tried === undefined ? undefined : gestures.refuseConnection(tried);
        if (reason !== undefined) gestures.connectionRefused(reason);
        return;
      }
      if (state.fromHandle.type !== "source") return;
      const screen = pointOf(event);
      const over = window.document.elementFromPoint(screen.x, screen.y);
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
      onNodeDrag={onNodeDrag}
      onSelectionDrag={(event, dragged) => onNodeDrag(event.nativeEvent, dragged[0] as FlowNode, dragged)}
      onNodeDragStop={onNodeDragStop}
      onSelectionDragStop={(event, dragged) => onNodeDragStop(event.nativeEvent, dragged[0] as FlowNode, dragged)}
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

function fromFlow(connection: FlowConnection): Connection {
  return { from: connection.source, port: (connection.sourceHandle ?? "out") as Port, to: connection.target };
}

/** The connection that was tried, whichever end it was begun from. */
function connectionOf(state: FinalConnectionState): Connection | undefined {
  const { fromHandle, toHandle } = state;
  if (fromHandle === null || toHandle === null || fromHandle.type === toHandle.type) return undefined;
  const [source, target] = fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
  if (target.id !== INPUT_PORT) return undefined;
  return { from: source.nodeId, port: (source.id ?? "out") as Port, to: target.nodeId };
}

function selectChanged(
  gestures: CanvasGestures,
  of: "nodeIds" | "edgeIds",
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[],
): void {
  const selected = changes.filter((change) => change.type === "select");
  if (selected.length === 0) return;
  gestures.select((current) => {
    const ids = new Set(current[of]);
    for (const change of selected) {
      if (change.selected) ids.add(change.id);
      else ids.delete(change.id);
    }
    return { ...current, [of]: ids };
  });
}

function pointOf(event: MouseEvent | TouchEvent): Position {
  if ("clientX" in event) return { x: event.clientX, y: event.clientY };
  const touch = event.changedTouches[0];
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

function wasMoved(document: WorkflowDocument, node: FlowNode): boolean {
  const placed = document.layout[node.id];
  return placed === undefined || placed.x !== node.position.x || placed.y !== node.position.y;
}

/** What the dragged nodes would join when dropped now: an edge (one loose node), or another container. */
function dropTargetOf(
  document: WorkflowDocument,
  dragged: readonly FlowNode[],
  pointer: Position,
): { containerId?: string; edgeId?: string } | undefined {
  const [only] = dragged;
  if (only === undefined) return undefined;
  const { edges } = document.graph;
  const isLoose = dragged.length === 1 && !edges.some((edge) => edge.from === only.id || edge.to === only.id);
  const edgeId = isLoose ? edgeUnder(pointer) : undefined;
  if (edgeId !== undefined && only.data.face.kind !== "terminal") return { edgeId };
  const own = new Set(dragged.map((node) => node.id));
  const excluded = new Set([...own, ...descendantsOf(document.graph, own)]);
  const base = only.parentId === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, only.parentId);
  const center = {
    x: base.x + only.position.x + only.data.size.width / 2,
    y: base.y + only.position.y + only.data.size.height / 2,
  };
  const container = only.data.node.type === "start" ? undefined : containerAt(document, center, excluded);
  return container !== undefined && container.id !== only.parentId ? { containerId: container.id } : undefined;
}
