import type { Graph, Port } from "./graph.js";
import { topologyOf } from "./topology.js";

/**
 * The ids of the nodes that are skipped for certain once these branches have been taken: all of
 * their incoming edges are dead. `decisions` maps the id of an if to the port it took; an if that is
 * not in it has not been reached yet, or is itself skipped. What lies in a skipped container is
 * skipped with it.
 *
 * For the body of a container, give the decisions of one iteration; nodes outside are then decided
 * by the same map.
 */
export function deadNodes(graph: Graph, decisions: ReadonlyMap<string, Port>): ReadonlySet<string> {
  const topology = topologyOf(graph);
  const dead = new Set<string>();
  for (const region of topology.regions) {
    for (const node of region.order) {
      const into = region.into(node.id);
      const isDead = (from: string, port: Port) => {
        const took = decisions.get(from);
        return dead.has(from) || (took !== undefined && took !== port);
      };
      if (into.length > 0 && into.every((edge) => isDead(edge.from, edge.port))) dead.add(node.id);
    }
  }
  for (const node of topology.node.values()) {
    if (topology.enclosing(node.id).some((container) => dead.has(container.id))) dead.add(node.id);
  }
  return dead;
}
