import type { Catalog } from "./catalog.js";
import { checkAll } from "./check.js";
import { checkContext } from "./checks/context.js";
import type { Compiled } from "./compiled.js";
import type { Graph } from "./graph.js";
import { lower } from "./lower/lower.js";
import { print } from "./print/print.js";

export interface CompileOptions {
  /** What the catalog knows this workflow by: it may call itself, in the version that runs. */
  readonly workflow?: string;
}

/**
 * Graph → code, with a map between the two. The same graph gives the same bytes, wherever its boxes
 * are and in whatever order the file lists them. A graph with errors gives its diagnostics alone.
 */
export function compile(graph: Graph, catalog: Catalog, { workflow }: CompileOptions = {}): Compiled {
  const context = checkContext(graph, catalog);
  const diagnostics = checkAll(context);
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { ok: false, diagnostics };
  const program = lower(context.topology, context.scope);
  const { topology, scope } = context;
  return { ok: true, ...print({ graph, program, topology, scope, catalog, workflow }), diagnostics };
}
