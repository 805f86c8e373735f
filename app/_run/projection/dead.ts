import { deadNodes, type Graph, type Port } from "@dacapo/engine/compiler";

/** The ids of the nodes that these decisions leave without a living edge: they are skipped. */
export function deadIn(graph: Graph, decisions: ReadonlyMap<string, Port>): ReadonlySet<string> {
  return deadNodes(graph, decisions);
}
