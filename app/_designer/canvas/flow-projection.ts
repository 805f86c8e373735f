import type { Graph, GraphEdge, GraphNode, Layout } from "@dacapo/engine/compiler";
import { type NodeHandle, Position as Side } from "@xyflow/react";
import { stateWord } from "@/app/_ui/state";
import type { CatalogIndex } from "../document/catalog-index";
import type { Box, Position } from "../document/document";
import { faceOf } from "../document/face";
import {
  byDepth,
  hasInput,
  inputPortY,
  isContainer,
  isSection,
  outputPortPlaces,
  positionOf,
  sidePortPlaces,
  sizeOf,
} from "../document/geometry";
import { portLabel } from "../document/ports";
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
  readonly index: CatalogIndex;
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
    const around = surroundingsOf(input.graph);
    const known = new Set(input.graph.nodes.map((node) => node.id));
    const next: typeof nodes = new Map();
    const flows = byDepth(input.graph).map(({ node, depth }) => {
      const key = nodeKey(input, node, depth, around);
      const before = nodes.get(node.id);
      const entry =
        before !== undefined && sameKey(before.key, key)
          ? before
          : { key, flow: flowNode(input, node, depth, around, known) };
      next.set(node.id, entry);
      return entry.flow;
    });
    nodes = next;
    return flows;
  }

  function projectEdges(input: EdgeProjectionInput): FlowEdge[] {
    const ends = new Map(byDepth(input.graph).map(({ node, depth }) => [node.id, { node, name: node.name, depth }]));
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

/** What the rest of the graph means for how nodes are drawn. */
interface Surroundings {
  readonly incoming: ReadonlyMap<string, number>;
  readonly sidePorts: ReadonlyMap<string, NodeData["sidePorts"]>;
  /** The name of the node that a node undoes. */
  readonly undoes: ReadonlyMap<string, string>;
  readonly full: ReadonlySet<string>;
}

function surroundingsOf({ nodes, edges }: Graph): Surroundings {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const incoming = new Map<string, number>();
  const undoes = new Map<string, string>();
  const leaving = { error: new Set<string>(), undo: new Set<string>() };
  for (const { from, port, to } of edges) {
    if (port === "error" || port === "undo") leaving[port].add(from);
    if (port === "undo") undoes.set(to, names.get(from) ?? from);
    else incoming.set(to, (incoming.get(to) ?? 0) + 1);
  }
  const sidePorts = new Map<string, NodeData["sidePorts"]>();
  for (const id of [...leaving.error, ...leaving.undo]) {
    const isError = leaving.error.has(id);
    sidePorts.set(id, leaving.undo.has(id) ? (isError ? "error undo" : "undo") : "error");
  }
  const full = new Set(
    nodes.flatMap((node) => (node.parent === undefined || isSection(node.type) ? [] : [node.parent])),
  );
  return { incoming, sidePorts, undoes, full };
}

function nodeKey(input: NodeProjectionInput, node: GraphNode, depth: number, around: Surroundings): readonly unknown[] {
  const view = input.nodeViews?.[node.id];
  const problems = input.problems.get(node.id);
  return [
    input.mode,
    input.index,
    node,
    depth,
    around.incoming.get(node.id) ?? 0,
    around.sidePorts.get(node.id),
    around.undoes.get(node.id),
    around.full.has(node.id),
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
    view?.isCaught,
    view?.counts === undefined ? "" : JSON.stringify(view.counts),
  ];
}

function flowNode(
  input: NodeProjectionInput,
  node: GraphNode,
  depth: number,
  around: Surroundings,
  known: ReadonlySet<string>,
): FlowNode {
  const face = faceOf(node, input.index);
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
    incomingCount: around.incoming.get(node.id) ?? 0,
    sidePorts: around.sidePorts.get(node.id) ?? "",
    undoes: around.undoes.get(node.id),
    isEmpty: isContainer(node.type) && !around.full.has(node.id),
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
    zIndex: node.type === "group" ? -1 : depth * 4 + (container ? 0 : 2),
    ariaLabel: `${face.typeTitle} ${face.title}${view === undefined ? "" : `, ${spokenState(view)}`}`,
    ...((container || node.type === "group") && { dragHandle: ".dc-container-grip", style: FRAME }),
    // A section lies where its try puts it.
    ...(isSection(node.type) && { draggable: false }),
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
  const handles: NodeHandle[] = outputPortPlaces(node, size).map(({ port, y }) => ({
    ...dot,
    id: port,
    type: "source",
    position: Side.Right,
    x: size.width - 1,
    y: y - 1,
  }));
  for (const { port, x, y } of sidePortPlaces(node, size)) {
    handles.push({ ...dot, id: port, type: "source", position: Side.Bottom, x: x - 1, y: y - 1 });
  }
  if (hasInput(node.type)) {
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
  readonly node: GraphNode;
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
  const port = edge.port === "out" ? "" : ` ${portLabel(from.node, edge.port)}`;
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
