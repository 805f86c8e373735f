import { type GraphEdge, type GraphNode, portsOf } from "@dacapo/engine/compiler";
import type { RunState } from "@dacapo/engine/timeline";
import type { GraphIndex } from "./graph-index";
import type { NodeView } from "./node-views";

/** What a run did with an edge. `idle`: neither yet. */
export type EdgeState = "idle" | "taken" | "dead";

/** Every edge of the graph at one event, by edge id. It follows from the nodes' views and the ports taken. */
export function edgeStates(
  index: GraphIndex,
  state: RunState,
  views: Readonly<Record<string, NodeView>>,
): Readonly<Record<string, EdgeState>> {
  return Object.fromEntries(index.graph.edges.map((edge) => [edge.id, edgeState(index, state, views, edge)]));
}

function edgeState(
  index: GraphIndex,
  state: RunState,
  views: Readonly<Record<string, NodeView>>,
  edge: GraphEdge,
): EdgeState {
  const source = index.nodeById.get(edge.from);
  if (source === undefined) return "idle";
  const view = views[source.id];
  if (view?.state === "skipped") return edge.port === "undo" ? "idle" : "dead";
  if (source.type === "start") return view?.state === "completed" ? "taken" : "idle";
  if (edge.port === "undo") {
    const undo = index.nodeById.get(edge.to);
    return undo !== undefined && state.byName.has(undo.name) ? "taken" : "idle";
  }
  const ports = state.byName.get(source.name)?.ports ?? {};
  if ((ports[edge.port] ?? 0) > 0) return "taken";
  const tookAnother = Object.values(ports).some((count) => count > 0);
  if (isFailing(edge.port)) return tookAnother || isDone(view) ? "dead" : "idle";
  const isOrdinary = portsOf(source).length === 1 || edge.port === "out";
  // A scope may have no line in the history of its own; what it shows says whether it came to its end.
  if (isOrdinary && !tookAnother) return isDone(view) || someCompleted(state, source) ? "taken" : "idle";
  if (isOrdinary && onlyCounts(source)) return isDone(view) ? "taken" : "idle";
  return tookAnother ? "dead" : "idle";
}

/** The rounds of a loop are ports that it took, and no ways out of it. */
const onlyCounts = (node: GraphNode): boolean => node.type === "while";
const isFailing = (port: string): boolean => port === "error" || port === "timeout";
const isDone = (view: NodeView | undefined): boolean => view?.state === "completed";

function someCompleted(state: RunState, node: GraphNode): boolean {
  return (state.byName.get(node.name)?.counts.completed ?? 0) > 0;
}
