import type { Json } from "../../model/index.js";
import type { Catalog } from "../catalog.js";
import { checkContext } from "../checks/context.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS, isVariable } from "../expressions/words.js";
import { type Graph, type GraphNode, isContainer } from "../graph.js";
import { guardsOf } from "../guards.js";
import type { ReadableName, Scope } from "../readable-names.js";
import { type NodeExpression, nodeExpressions } from "../settings.js";
import type { Topology } from "../topology.js";
import { codeInputsType, codeText } from "./code-text.js";
import { expectedType } from "./expected-types.js";
import { functionText } from "./expression-text.js";
import { Names } from "./names.js";
import { PRELUDE } from "./prelude.js";
import { typeOfSample, typeOfSchema } from "./schema-type.js";
import { valueType } from "./value-types.js";

/** Where a text of a person's stands in a file of a {@link TypedProgram}, in UTF-16 units. */
export interface TypedPlace {
  readonly nodeId: string;
  readonly field: string;
  /** The file's name. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** Up to here is told of the text as a whole. */
  readonly through: number;
  /** Where an expression stands once more, without the conditions that have certainly held before it. */
  readonly plainFrom?: number;
  /** What the program calls the expression's function; code has none. */
  readonly expression?: string;
  /** False for code in JavaScript: it has types to be told of, and none that it could break. */
  readonly isChecked: boolean;
}

/** A file of a program: its name, without a folder, and its text. */
export interface TypedFile {
  readonly name: string;
  readonly text: string;
}

/** A graph's expressions as TypeScript, each a function of the names it may read; nothing of it is ever run. */
export interface TypedProgram {
  /** The graph's own file first, then one for each code node. */
  readonly files: readonly TypedFile[];
  /** In the order of the files and of their texts. */
  readonly places: readonly TypedPlace[];
  /** True when a type in it rests on what nobody has promised: on a sample, or on how code in JavaScript looks. */
  readonly supposes: boolean;
}

export interface TypedProgramOptions {
  /**
   * What the nodes gave in some run, by id, and the run's input as `input`: it stands for what no schema says. With
   * samples, and be there none, the types of code in JavaScript are taken from how it looks.
   */
  readonly samples?: Readonly<Record<string, Json>>;
  /** An expression that somebody is writing: it sees every name it may read, and need not be one yet. */
  readonly edited?: { readonly nodeId: string; readonly field: string };
}

const MAIN = "program.ts";

/**
 * The twin of a graph that a checker of types reads. Types come from schemas: of the input, of activities, entities,
 * workflows, events and forms; the values of set nodes and containers from their expressions, those of code from its text.
 *
 *     type price = { total: ReturnType<typeof e2> };
 *     const e4 = ({ order, price }: { order: V1; price: price | undefined }): number => (
 *     order.count + price.total
 *     );
 */
export function typedProgram(graph: Graph, catalog: Catalog, options: TypedProgramOptions = {}): TypedProgram {
  const { topology, scope } = checkContext(graph, catalog);
  const names = new Names(topology);
  const places: TypedPlace[] = [];
  const parts: string[] = [];
  const codes: TypedFile[] = [];
  let length = 0;
  const add = (text: string): void => {
    parts.push(text);
    length += text.length;
  };
  const sample = (key: string): Json | undefined =>
    options.samples !== undefined && Object.hasOwn(options.samples, key) ? options.samples[key] : undefined;

  add(PRELUDE);
  const input = sample("input");
  const inputType = input === undefined ? "any" : typeOfSample(input);
  add(`type Input = ${graph.inputSchema === undefined ? inputType : typeOfSchema(graph.inputSchema)};\n`);
  const nodes = causesFirst(topology);
  const context = { catalog, topology, scope, names };
  let supposes = graph.inputSchema === undefined && input !== undefined;
  for (const node of nodes) {
    const promised = valueType(node, { ...context, supposes: false });
    const type =
      options.samples === undefined
        ? promised
        : valueType(node, { ...context, supposes: true, sample: sample(node.id) });
    supposes ||= type !== promised;
    add(`type ${names.value(node.id)} = ${type};\n`);
    if (node.type === "code") add(codeInputsType(node, names));
  }
  for (const node of nodes) {
    for (const each of nodeExpressions(node)) {
      const name = names.expression(node.id, each.field);
      const isEdited = options.edited?.nodeId === node.id && options.edited.field === each.field;
      const reading = readingOf(node, each, topology, scope, isEdited);
      if (reading === undefined) {
        add(`declare const ${name}: () => any;\n`);
        continue;
      }
      const { text, from, through, plainFrom } = functionText({
        name,
        parameters: reading.names.map((name) => [name.name, names.readable(node.id, name, scope)]),
        guards: reading.guards,
        text: each.text,
        expected: expectedType(node, each.field, catalog),
        // A list keeps the type of its items: what it must be is asked beside, not instead.
        keepsType: node.type === "forEach" && each.field === "config.items",
      });
      places.push({
        nodeId: node.id,
        field: each.field,
        file: MAIN,
        from: length + from,
        to: length + from + each.text.length,
        through: length + through,
        ...(plainFrom !== undefined && { plainFrom: length + plainFrom }),
        expression: name,
        isChecked: true,
      });
      add(text);
    }
  }
  for (const node of nodes) {
    if (node.type !== "code") continue;
    const { file, text, from, to } = codeText(node, names);
    codes.push({ name: file, text });
    const isChecked = node.config.language === "typescript";
    places.push({ nodeId: node.id, field: "config.source", file, from, to, through: text.length, isChecked });
  }
  add("export {};\n");
  return { files: [{ name: MAIN, text: parts.join("") }, ...codes], places, supposes };
}

/**
 * Causes before effects, a container before what lies in it: the checker then finds each type made already, however long
 * the chain is that leads to it.
 */
function causesFirst(topology: Topology): readonly GraphNode[] {
  const found = new Set<GraphNode>();
  const add = (node: GraphNode): void => {
    if (found.has(node)) return;
    found.add(node);
    if (isContainer(node)) region(node.id);
    const undo = topology.undoOf(node.id);
    if (undo !== undefined) add(undo);
  };
  const region = (containerId: string | undefined): void => {
    for (const node of topology.region(containerId).order) add(node);
  };
  region(undefined);
  for (const node of topology.node.values()) add(node);
  return [...found];
}

/** What an expression reads, and what is certain of it by then. */
interface Reading {
  readonly names: readonly ReadableName[];
  readonly guards: ReturnType<typeof guardsOf>;
}

/** Nothing for a text that is no expression, unless it is being written. */
function readingOf(
  node: GraphNode,
  { field, text }: NodeExpression,
  topology: Topology,
  scope: Scope,
  isEdited: boolean,
): Reading | undefined {
  if (isEdited) {
    const names = scope.readable(node.id, field).filter(({ name }) => isVariable(name));
    const words = new Set(text.match(/[A-Za-z_$][\w$]*/g));
    return { names, guards: guardsOf({ node, field, reads: (name) => words.has(name) }, topology, scope) };
  }
  const parsed = text.trim() === "" ? undefined : parseExpression(text);
  if (parsed === undefined || !parsed.ok) return undefined;
  const read = new Map<string, ReadableName>();
  const add = (name: string): void => {
    if (ALLOWED_GLOBALS.has(name) || read.has(name)) return;
    const resolved = scope.resolve(node.id, name, field);
    // What it may not read has a diagnostic of its own, so here it may be anything.
    read.set(name, resolved.kind === "readable" ? resolved.readable : { name, kind: "input", certain: false });
  };
  for (const { name } of parsed.freeNames) add(name);
  const guards = guardsOf({ node, field, reads: (name) => read.has(name) }, topology, scope);
  for (const guard of guards) for (const name of guard.names) add(name);
  return { names: [...read.values()], guards };
}
