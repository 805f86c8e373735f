import { canonicalJson, type Json } from "../model/index.js";
import type { Graph } from "./graph.js";
import { byId } from "./stable-order.js";

/**
 * The one text of a graph, for files that are kept and compared: nodes and edges by id, one to a
 * line, keys sorted. Two people who change different nodes change different lines.
 */
export function canonicalGraph(graph: Graph): string {
  const { nodes, edges, ...rest } = graph;
  const lines = (items: readonly { readonly id: string }[]) =>
    items.length === 0
      ? "[]"
      : `[\n${[...items]
          .sort(byId)
          .map((item) => `    ${canonicalJson(item as unknown as Json)}`)
          .join(",\n")}\n  ]`;
  const members = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${canonicalJson(value as Json)}`);
  return `{\n${[...members, `  "edges": ${lines(edges)}`, `  "nodes": ${lines(nodes)}`].join(",\n")}\n}\n`;
}
