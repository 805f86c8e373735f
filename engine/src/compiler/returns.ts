import type { GraphNode, NodeOf } from "./graph.js";
import type { Scope } from "./readable-names.js";
import type { Topology } from "./topology.js";

/** A return that gives its container a value, rather than ending the run. */
export const givesToContainer = (node: GraphNode): node is NodeOf<"return"> =>
  node.type === "return" && node.config.endsRun !== true;

/** The returns whose value a container has. */
export const returnsOf = (containerId: string, topology: Topology): readonly NodeOf<"return">[] =>
  topology.region(containerId).order.filter(givesToContainer);

/** Whether whoever comes to the end of their container has reached one of these. Of a race, a branch may win that has none. */
export function areSure(returns: readonly NodeOf<"return">[], topology: Topology, scope: Scope): boolean {
  const [container] = topology.enclosing(returns[0]?.id ?? "");
  if (container?.type === "race") return false;
  const { conditions, alive } = scope.liveness(topology.region(container?.id));
  return conditions.anyOf(returns.map(({ id }) => alive(id))) === conditions.always;
}
