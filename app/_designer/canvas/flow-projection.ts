import type { Graph, GraphEdge, GraphNode, Layout } from "@dacapo/engine/compiler";
import { type NodeHandle, Position as Side } from "@xyflow/react";
import { stateWord } from "@/app/_ui/state";
import type { Box, Position } from "../document/document";
import { type ActivitiesByName, faceOf } from "../document/face";
import { byDepth, inputPortY, isContainer, outputPortPlaces, positionOf, sizeOf } from "../document/geometry";
import type { ProblemCount } from "../document/problems";
import { type EdgeData, type FlowEdge, type FlowNode, INPUT_PORT, type NodeData } from "./flow-types";
import type { EdgeState, NodeView } from "./node-view";

interface Shown {
  readonly mode: "edit" | "view";
  readonly graph: Graph;
  readonly selectedNodes: ReadonlySet<string>;
}

export interface NodeProjectionInput extends Shown {
  readonly layout: Layout;
  readonly activities: ActivitiesByName;
  /** Where nodes are at this moment of a drag; the layout has it when the drag ends. */
  readonly moving: ReadonlyMap<string, Position>;
  readonly resizing?: (Box & { readonly nodeId: string }) | undefined;
  readonly problems: ReadonlyMap<string, ProblemCount>;
  readonly dropTargetNode?: string | undefined;
  readonly nodeViews?: Readonly<Record<string, NodeView>>;
}

export interface EdgeProjectionInput extends Shown {
  readonly selectedEdges: ReadonlySet<string>;
  readonly problemEdges: ReadonlySet<string>;
  readonly dropTargetEdge?: string | undefined;
  readonly edgeStates?: Readonly<Record<string, EdgeState>>;
}

/**
 * Graph and layout as React Flow's records. It remembers what it made: a node of which nothing
 * changed is the same object as last time, and React Flow does not draw it again.
 */
export function createProjection() {
  let nodes = new Map<string, { readonly key: readonly unknown[]; readonly flow: FlowNode }>();
  let edges = new Map<string, { readonly key: readonly unknown[]; readonly flow: FlowEdge }>();

  function projectNodes(input: NodeProjectionInput): FlowNode[] {
    const incoming = countIncoming(input.graph.edges);
    const known = new Set(input.graph.nodes.map((node) => node.id));
    const next: typeof nodes = new Map();
    const flows = byDepth(input.graph).map(({ node, depth }) => {
      const key = nodeKey(input, node, depth, incoming.get(node.id) ?? 0);
      const before = nodes.get(node.id);
      const entry =
        before !== undefined && sameKey(before.key, key)
          ? before
          : { key, flow: flowNode(input, node, depth, incoming.get(node.id) ?? 0, known) };
      next.set(node.id, entry);
      return entry.flow;
    });
    nodes = next;
    return flows;
  }

  function projectEdges(input: EdgeProjectionInput): FlowEdge[] {
    const ends = new Map(byDepth(input.graph).map(({ node, depth }) => [node.id, { name: node.name, depth }]));
    const next: typeof edges = new Map();
    const flows: FlowEdge[] = [];
    for (const edge of input.graph.edges) {
      const from = ends.get(edge.from);
      const to = ends.get(edge.to);
      if (from === undefined || to === undefined) continue;
      const data = edgeData(input, edge);
      const selected = input.selectedEdges.has(edge.id);
      const key = [edge, from.name, to.name, from.depth, to.depth, selected, ...Object.values(data)];
      const before = edges.get(edge.id);
      const entry =
        before !== undefined && sameKey(before.key, key)
          ? before
          : { key, flow: flowEdge(edge, from, to, selected, data) };
      next.set(edge.id, entry);
      flows.push(entry.flow);
    }
    edges = next;
    return flows;
  }

  return { projectNodes, projectEdges };
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function countIncoming(edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge.to, (counts.get(edge.to) ?? 0) + 1);
  return counts;
}

function nodeKey(input: NodeProjectionInput, node: GraphNode, depth: number, incoming: number): readonly unknown[] {
  const view = input.nodeViews?.[node.id];
  const problems = input.problems.get(node.id);
  return [
    input.mode,
    input.activities,
    node,
    depth,
    incoming,
    input.layout[node.id],
    input.moving.get(node.id),
    input.resizing?.nodeId === node.id ? input.resizing : undefined,
    input.selectedNodes.has(node.id),
    problems?.errors ?? 0,
    problems?.warnings ?? 0,
    input.dropTargetNode === node.id,
    view?.state,
    view?.subtitle,
    view?.badge,
    view?.counts === undefined ? "" : JSON.stringify(view.counts),
  ];
}

function flowNode(
  input: NodeProjectionInput,
  node: GraphNode,
  depth: number,
  incomingCount: number,
  known: ReadonlySet<string>,
): FlowNode {
  const face = faceOf(node, input.activities);
  const resizing = input.resizing?.nodeId === node.id ? input.resizing : undefined;
  const size = resizing ?? sizeOf(node, input.layout);
  const { width, height } = size;
  const { x, y } = resizing ?? input.moving.get(node.id) ?? positionOf(node, input.layout);
  const container = isContainer(node.type);
  const view = input.nodeViews?.[node.id];
  const problems = input.problems.get(node.id);
  const data: NodeData = {
    node,
    face,
    size: { width, height },
    mode: input.mode,
    incomingCount,
    errorCount: problems?.errors ?? 0,
    warningCount: problems?.warnings ?? 0,
    isDropTarget: input.dropTargetNode === node.id,
    view,
  };
  const hasParent = node.parent !== undefined && node.parent !== node.id && known.has(node.parent);
  return {
    id: node.id,
    type: "workflow",
    position: { x, y },
    data,
    width,
    height,
    measured: { width, height },
    handles: handlesOf(node, { width, height }),
    selected: input.selectedNodes.has(node.id),
    zIndex: depth * 4 + (container ? 0 : 2),
    ariaLabel: `${face.typeTitle} ${face.title}${view === undefined ? "" : `, ${spokenState(view)}`}`,
    ...(container && { dragHandle: ".dc-container-grip", style: FRAME }),
    ...(hasParent && node.parent !== undefined && { parentId: node.parent }),
  };
}

/** The state's word and then what the box says of it, unless that says it: what the glyph tells the eye is told to the ear as well. */
function spokenState({ state, subtitle }: NodeView): string {
  const word = stateWord(state === "not-reached" ? "idle" : state);
  return state === "completed" || subtitle.startsWith(word) ? subtitle : `${word}: ${subtitle}`;
}

/** A container is a frame: what is behind it, the canvas, takes the pointer. */
const FRAME = { pointerEvents: "none" } as const;

/** Ports are told, not measured: React Flow then lays out edges before the first paint. */
function handlesOf(node: GraphNode, size: { width: number; height: number }): NodeHandle[] {
  const dot = { width: 2, height: 2 };
  const handles: NodeHandle[] = outputPortPlaces(node.type, size).map(({ port, y }) => ({
    ...dot,
    id: port,
    type: "source",
    position: Side.Right,
    x: size.width - 1,
    y: y - 1,
  }));
  if (node.type !== "start") {
    handles.push({
      ...dot,
      id: INPUT_PORT,
      type: "target",
      position: Side.Left,
      x: -1,
      y: inputPortY(node.type, size) - 1,
    });
  }
  return handles;
}

interface EdgeEnd {
  readonly name: string;
  readonly depth: number;
}

function edgeData(input: EdgeProjectionInput, edge: GraphEdge): EdgeData {
  return {
    mode: input.mode,
    port: edge.port,
    isBeside: input.mode === "edit" && (input.selectedNodes.has(edge.from) || input.selectedNodes.has(edge.to)),
    state: input.edgeStates?.[edge.id] ?? "idle",
    hasProblem: input.problemEdges.has(edge.id),
    isDropTarget: input.dropTargetEdge === edge.id,
  };
}

function flowEdge(edge: GraphEdge, from: EdgeEnd, to: EdgeEnd, selected: boolean, data: EdgeData): FlowEdge {
  const port = edge.port === "out" ? "" : ` ${edge.port}`;
  return {
    id: edge.id,
    type: "workflow",
    source: edge.from,
    sourceHandle: edge.port,
    target: edge.to,
    targetHandle: INPUT_PORT,
    selected,
    zIndex: Math.max(from.depth, to.depth) * 4 + 1,
    interactionWidth: 20,
    ariaLabel: `Edge from ${from.name}${port} to ${to.name}`,
    data,
  };
}
