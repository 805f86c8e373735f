import type { GraphEdge } from "@dacapo/engine/compiler";
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
  if (view?.state === "skipped") return "dead";
  if (source.type === "start") return view?.state === "completed" ? "taken" : "idle";
  const summary = state.byName.get(source.name);
  if (summary === undefined) return "idle";
  if (source.type !== "if") return summary.counts.completed > 0 ? "taken" : "idle";
  if ((summary.ports[edge.port] ?? 0) > 0) return "taken";
  return Object.values(summary.ports).some((count) => count > 0) ? "dead" : "idle";
}
