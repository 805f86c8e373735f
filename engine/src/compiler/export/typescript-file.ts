import type { Catalog } from "../catalog.js";
import { checkAll } from "../check.js";
import { checkContext } from "../checks/context.js";
import type { CompileOptions } from "../compile.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Graph } from "../graph.js";
import { lower } from "../lower/lower.js";
import { print } from "../print/print.js";
import { TypeAnnotations } from "../typed/annotate.js";
import { Declarations } from "../typed/declarations.js";
import { NodeShapes } from "../typed/node-shapes.js";

/** The file, or why there is none. */
export type TypeScriptFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * The graph as a TypeScript module for a project of one's own: what {@link compile} gives, with the types of its input and
 * of all that it names, so that `tsc --strict` checks its expressions. The same graph and the same catalog give the same
 * bytes. It runs as the compiled code does; types are erased.
 */
export function typescriptFile(graph: Graph, catalog: Catalog, { workflow }: CompileOptions = {}): TypeScriptFile {
  const context = checkContext(graph, catalog);
  const diagnostics = checkAll(context);
  if (diagnostics.some(({ severity }) => severity === "error")) return { ok: false, diagnostics };
  const { topology, scope } = context;
  const declarations = new Declarations(graph, catalog);
  const shapes = new NodeShapes(graph, declarations, topology, scope);
  const { code } = print({
    graph,
    program: lower(topology, scope),
    topology,
    scope,
    catalog,
    workflow,
    annotator: (_names, bindings) => new TypeAnnotations(shapes, bindings),
  });
  const types = declarations.text();
  return { ok: true, text: `${imports(`${types}${code}`)}\n${header(graph.name)}\n${types}\n${code}` };
}

/** The engine's types, of which those are imported that the text names. */
const ENGINE_TYPES = [
  "Approved",
  "CodeQuestion",
  "Collected",
  "Dynamic",
  "HttpQuestion",
  "HttpReply",
  "Rejected",
  "Undo",
  "WorkflowContext",
  "WorkflowFailure",
];

const LINE_WIDTH = 120;

function imports(text: string): string {
  const used = ENGINE_TYPES.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).map((name) => `type ${name}`);
  // Published code has the rules of state machines as a global; elsewhere they are imported.
  const rules = /\basl\./.test(text) ? ["asl"] : [];
  const names = [...used, ...rules, "orchestration"].sort((a, b) => (plainName(a) < plainName(b) ? -1 : 1));
  const line = `import { ${names.join(", ")} } from "@dacapo/engine";\n`;
  if (line.length <= LINE_WIDTH) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "@dacapo/engine";\n`;
}

const plainName = (imported: string): string => imported.replace("type ", "").toLowerCase();

const header = (name: string): string => `/**
 * The workflow ${JSON.stringify(name).replaceAll("*/", "* /")}, as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and \`Dynamic\` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */
`;
