import type { Graph, GraphNode, Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";

/** start → stock → enough ─true→ each{ inner } / ─false→ result: small, with one of each kind of trouble. */
export function sampleDocument(): WorkflowDocument {
  const nodes: GraphNode[] = [
    { id: "n1", name: "start", type: "start", config: {} },
    { id: "n2", name: "stock", type: "http", config: { method: "GET", url: { expression: "input.url" } } },
    { id: "n3", name: "enough", type: "if", config: { condition: "stock.body.count > 3" } },
    { id: "n4", name: "each", type: "forEach", config: { items: "stock.body.items", itemName: "item" } },
    {
      id: "n5",
      name: "inner",
      type: "set",
      parent: "n4",
      config: { fields: [{ name: "stock", value: { expression: "{ stock, item }" } }] },
    },
    { id: "n6", name: "result", type: "return", config: { value: { expression: "each.map((item) => item.stock)" } } },
  ];
  const graph: Graph = {
    formatVersion: 1,
    name: "Sample",
    nodes,
    edges: [
      { id: "e1", from: "n1", port: "out", to: "n2" },
      { id: "e2", from: "n2", port: "out", to: "n3" },
      { id: "e3", from: "n3", port: "true", to: "n4" },
      { id: "e4", from: "n3", port: "false", to: "n6" },
    ],
  };
  const layout: Layout = {
    n1: { x: 96, y: 160 },
    n2: { x: 216, y: 152 },
    n3: { x: 496, y: 152 },
    n4: { x: 776, y: 80, width: 368, height: 176 },
    n5: { x: 40, y: 64 },
    n6: { x: 776, y: 320 },
  };
  return { graph, layout };
}
