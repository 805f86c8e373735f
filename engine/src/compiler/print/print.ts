import type { Graph } from "../graph.js";
import type { Block } from "../lower/ir.js";
import type { Scope } from "../readable-names.js";
import type { Topology } from "../topology.js";
import { bindingsOf } from "./bindings.js";
import { Lines } from "./lines.js";
import { Names } from "./names.js";
import { Printer } from "./printer.js";
import { text } from "./values.js";

/** Writes a lowered graph as a module that exports its orchestration. */
export function print(graph: Graph, program: Block, topology: Topology, scope: Scope) {
  const lines = new Lines();
  const start = graph.nodes.find((node) => node.type === "start")?.id ?? null;
  lines.add('import { orchestration } from "@dacapo/engine";', 0, null);
  lines.add("", 0, null);
  lines.add(`export default orchestration(${text(graph.name)}, function* (ctx, input) {`, 0, start);
  const printer = new Printer(lines, new Names(topology), bindingsOf(program, scope));
  printer.functionBody(program, 1, null);
  lines.add("});", 0, null);
  return lines.finish(printer.spans);
}
