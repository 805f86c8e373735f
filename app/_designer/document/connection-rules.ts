import { type Graph, type GraphNode, type Port, portsOf } from "@dacapo/engine/compiler";
import { nodeById } from "./document";

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
  if (from === to) return `${source.name} cannot come after itself. A for each container repeats what lies in it.`;
  if (target.type === "start") return "Nothing comes before the start node.";
  if (!portsOf(source.type).includes(port)) return `${source.name} has no port "${port}".`;
  if (source.parent !== target.parent) return crossing(graph, source, target);
  if (graph.edges.some((edge) => edge.from === from && edge.to === to && edge.port === port))
    return `${source.name} and ${target.name} are already connected.`;
  if (reaches(graph, to, from))
    return `${target.name} already comes before ${source.name}. A workflow has no cycles; use a for each container to repeat.`;
  return undefined;
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
  if (source === undefined || !portsOf(source.type).includes(port)) return [];
  const before = leadingTo(graph, from);
  const connected = new Set(
    graph.edges.filter((edge) => edge.from === from && edge.port === port).map((edge) => edge.to),
  );
  return graph.nodes.filter(
    (node) => node.type !== "start" && node.parent === source.parent && !before.has(node.id) && !connected.has(node.id),
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
