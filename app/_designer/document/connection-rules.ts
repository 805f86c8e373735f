import type { Graph, GraphEdge, GraphNode, Port } from "@dacapo/engine/compiler";
import { nodeById } from "./document";
import { hasInput, isDecoration, isSection } from "./geometry";
import { NODE_TYPES } from "./node-types";
import { allPortsOf, portLabel } from "./ports";

export interface Connection {
  readonly from: string;
  readonly port: Port;
  readonly to: string;
}

/** Says in a sentence why an edge may not be drawn; `undefined` when it may. */
export function whyNotConnect(graph: Graph, { from, port, to }: Connection): string | undefined {
  const source = nodeById(graph, from);
  const target = nodeById(graph, to);
  if (source === undefined || target === undefined) return "One end of the edge is not in the workflow.";
  if (from === to)
    return `${source.name} cannot come after itself. A for each or while container repeats what lies in it.`;
  if (!hasInput(target.type)) return whyNothingLeadsTo(target);
  if (!allPortsOf(source).includes(port)) return `${source.name} has no port "${portLabel(source, port)}".`;
  if (source.parent !== target.parent) return crossing(graph, source, target);
  if (graph.edges.some((edge) => edge.from === from && edge.to === to && edge.port === port))
    return `${source.name} and ${target.name} are already connected.`;
  const undone = whyNotUndo(graph, source, port, target);
  if (undone !== undefined) return undone;
  if (reaches(graph, to, from))
    return `${target.name} already comes before ${source.name}. A workflow has no cycles; use a for each or while container to repeat.`;
  return undefined;
}

function whyNothingLeadsTo(target: GraphNode): string {
  if (target.type === "start") return "Nothing comes before the start node.";
  if (isSection(target.type))
    return `${NODE_TYPES[target.type].title} has no edges: its try decides when it runs. Connect the nodes in it.`;
  return `A ${NODE_TYPES[target.type].title.toLowerCase()} takes no part in a run, so no edge leads to it.`;
}

/** What undoes a node belongs to it alone: one edge leads there, and none leaves. */
function whyNotUndo(graph: Graph, source: GraphNode, port: Port, target: GraphNode): string | undefined {
  const owner = ownerOf(graph, source.id);
  if (owner !== undefined) return `${source.name} undoes ${owner.name}: nothing comes after it.`;
  const others = graph.edges.filter((edge) => edge.to === target.id);
  if (port !== "undo") {
    const undoes = others.find((edge) => edge.port === "undo");
    const undone = undoes === undefined ? undefined : nodeById(graph, undoes.from);
    return undone === undefined
      ? undefined
      : `${target.name} undoes ${undone.name} and takes no part in the ordinary ways.`;
  }
  if (graph.edges.some((edge) => edge.from === source.id && edge.port === "undo"))
    return `${source.name} already has a node that undoes it.`;
  if (others.length > 0 || graph.edges.some((edge) => edge.from === target.id))
    return `${target.name} has edges of its own. What undoes a node has none: disconnect it first.`;
  return undefined;
}

/** The node that the given one undoes. */
export function ownerOf(graph: Graph, nodeId: string): GraphNode | undefined {
  const edge = graph.edges.find(({ to, port }: GraphEdge) => to === nodeId && port === "undo");
  return edge === undefined ? undefined : nodeById(graph, edge.from);
}

function crossing(graph: Graph, source: GraphNode, target: GraphNode): string {
  const container = nodeById(graph, source.parent ?? target.parent ?? "");
  return `An edge cannot cross the border of ${container?.name ?? "a container"}. Connect the container itself instead.`;
}

/** True when a path of edges leads from one node to another. */
export function reaches(graph: Graph, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const list = next.get(edge.from);
    if (list === undefined) next.set(edge.from, [edge.to]);
    else list.push(edge.to);
  }
  const seen = new Set<string>([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === to) return true;
    for (const following of next.get(id) ?? []) {
      if (seen.has(following)) continue;
      seen.add(following);
      queue.push(following);
    }
  }
  return false;
}

/** Every node that an edge from the given port may lead to: for choosing one without a pointer. */
export function connectableTo(graph: Graph, from: string, port: Port): readonly GraphNode[] {
  const source = nodeById(graph, from);
  if (source === undefined || !allPortsOf(source).includes(port)) return [];
  if (ownerOf(graph, from) !== undefined) return [];
  const before = leadingTo(graph, from);
  const candidates = graph.nodes.filter(
    (node) => hasInput(node.type) && !isDecoration(node.type) && node.parent === source.parent && !before.has(node.id),
  );
  const taken = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) taken.set(edge.to, [...(taken.get(edge.to) ?? []), edge]);
  const leaving = new Set(graph.edges.map((edge) => edge.from));
  if (port === "undo") {
    const has = graph.edges.some((edge) => edge.from === from && edge.port === "undo");
    return has ? [] : candidates.filter((node) => !taken.has(node.id) && !leaving.has(node.id));
  }
  return candidates.filter(
    (node) =>
      !(taken.get(node.id) ?? []).some((edge) => edge.port === "undo" || (edge.from === from && edge.port === port)),
  );
}

/** The node itself and every node from which a path leads to it. */
function leadingTo(graph: Graph, nodeId: string): ReadonlySet<string> {
  const previous = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const list = previous.get(edge.to);
    if (list === undefined) previous.set(edge.to, [edge.from]);
    else list.push(edge.from);
  }
  const seen = new Set<string>([nodeId]);
  const queue = [nodeId];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const earlier of previous.get(id) ?? []) {
      if (seen.has(earlier)) continue;
      seen.add(earlier);
      queue.push(earlier);
    }
  }
  return seen;
}
