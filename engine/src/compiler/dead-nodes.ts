import type { Graph, GraphEdge, Port } from "./graph.js";
import { topologyOf } from "./topology.js";
import { waysOf } from "./ways.js";

/**
 * The ids of the nodes that are skipped for certain once these branches have been taken: so many of
 * their incoming edges are dead that they cannot begin. `decisions` maps the id of a node that has several ports to
 * take (an if, a switch, an approval, whatever an edge leaves from "error" or "timeout") to the one it took: "out" when
 * it has succeeded. One that is not in it has not been reached yet, or is itself skipped. What lies in a skipped
 * container is skipped with it, and so is what undoes a skipped node.
 *
 * For the body of a container, give the decisions of one iteration; nodes outside are then decided
 * by the same map.
 */
export function deadNodes(graph: Graph, decisions: ReadonlyMap<string, Port>): ReadonlySet<string> {
  const topology = topologyOf(graph);
  const dead = new Set<string>();
  for (const region of topology.regions) {
    const isDead = ({ from, port }: GraphEdge): boolean => {
      const source = topology.node.get(from);
      if (source === undefined || dead.has(from)) return true;
      const ways = waysOf(source, region.out(from));
      const took = ways.length === 1 ? ways[0] : decisions.get(from);
      return took !== undefined && took !== port;
    };
    for (const node of region.order) {
      const into = region.into(node.id);
      const open = into.filter((edge) => !isDead(edge)).length;
      if (into.length > 0 && open < (region.needs(node.id) ?? 1)) dead.add(node.id);
    }
  }
  for (const node of topology.node.values()) {
    const owner = topology.undoes(node.id);
    const isInside = topology.enclosing(node.id).some((container) => dead.has(container.id));
    if (isInside || (owner !== undefined && dead.has(owner.id))) dead.add(node.id);
  }
  return dead;
}
