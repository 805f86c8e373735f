import type { Catalog } from "../catalog.js";
import type { Graph } from "../graph.js";
import type { Block } from "../lower/ir.js";
import type { Scope } from "../readable-names.js";
import type { Topology } from "../topology.js";
import { type Annotator, NO_ANNOTATIONS } from "./annotations.js";
import { bindingsOf } from "./bindings.js";
import type { Surroundings } from "./calls.js";
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
  /** Makes the types of code that has some. */
  readonly annotator?: Annotator;
}

/** Writes a lowered graph as a module that exports its orchestration. With types, what it imports is left to the caller. */
export function print({ graph, program, topology, scope, catalog, workflow, annotator }: Printed) {
  const lines = new Lines();
  const start = graph.nodes.find((node) => node.type === "start")?.id ?? null;
  if (annotator === undefined) {
    lines.add('import { orchestration } from "@dacapo/engine";', 0, null);
    lines.add("", 0, null);
  }
  const parameters = annotator === undefined ? "ctx, input" : "ctx: WorkflowContext<Types>, input: Input";
  lines.add(`export default orchestration(${text(graph.name)}, function* (${parameters}) {`, 0, start);
  const names = new Names(topology);
  const bindings = bindingsOf(program, scope, names);
  const annotations = annotator?.(names, bindings) ?? NO_ANNOTATIONS;
  if (annotator !== undefined) names.assertion = (key) => (bindings.isLet(key) ? "!" : "");
  const versions = new Map(catalog.workflows.map(({ name, version }) => [name, version]));
  const around: Surroundings = {
    typesOf: (node) => annotations.call(node),
    versionOf(called) {
      if (called === workflow) return "ctx.version";
      const version = versions.get(called);
      return version === undefined ? undefined : text(version);
    },
    get error() {
      return names.once("error", "error");
    },
  };
  const printer = new Printer(lines, names, bindings, around, annotations);
  printProgram(printer, program, 1);
  lines.add("});", 0, null);
  return lines.finish(printer.spans);
}
