import type { Catalog } from "../catalog.js";
import type { Graph } from "../graph.js";
import type { Block } from "../lower/ir.js";
import type { Scope } from "../readable-names.js";
import type { Topology } from "../topology.js";
import { bindingsOf } from "./bindings.js";
import { Lines } from "./lines.js";
import { Names } from "./names.js";
import { Printer } from "./printer.js";
import { printProgram } from "./scopes.js";
import { text } from "./values.js";

/** All that the printer needs to know. */
export interface Printed {
  readonly graph: Graph;
  readonly program: Block;
  readonly topology: Topology;
  readonly scope: Scope;
  readonly catalog: Catalog;
  /** What the catalog knows the workflow itself by. */
  readonly workflow: string | undefined;
}

/** Writes a lowered graph as a module that exports its orchestration. */
export function print({ graph, program, topology, scope, catalog, workflow }: Printed) {
  const lines = new Lines();
  const start = graph.nodes.find((node) => node.type === "start")?.id ?? null;
  lines.add('import { orchestration } from "@dacapo/engine";', 0, null);
  lines.add("", 0, null);
  lines.add(`export default orchestration(${text(graph.name)}, function* (ctx, input) {`, 0, start);
  const names = new Names(topology);
  const versions = new Map(catalog.workflows.map(({ name, version }) => [name, version]));
  const printer = new Printer(lines, names, bindingsOf(program, scope, names), {
    versionOf(called) {
      if (called === workflow) return "ctx.version";
      const version = versions.get(called);
      return version === undefined ? undefined : text(version);
    },
    get error() {
      return names.once("error", "error");
    },
  });
  printProgram(printer, program, 1);
  lines.add("});", 0, null);
  return lines.finish(printer.spans);
}
