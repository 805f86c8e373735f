import type { Json } from "../../model/index.js";
import type { Catalog } from "../catalog.js";
import { checkContext } from "../checks/context.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS, RESERVED_WORDS } from "../expressions/words.js";
import { type Graph, type GraphNode, isContainer } from "../graph.js";
import type { ReadableName, Scope } from "../readable-names.js";
import { type NodeExpression, nodeExpressions } from "../settings.js";
import type { Topology } from "../topology.js";
import { expectedType } from "./expected-types.js";
import { typeOfSchema, typeOfValue } from "./schema-type.js";
import { narrowedBy, valueType } from "./value-types.js";

/** Where an expression stands in the text of a {@link TypedProgram}, in UTF-16 units. */
export interface TypedPlace {
  readonly nodeId: string;
  readonly field: string;
  readonly from: number;
  readonly to: number;
  /** Up to here is told of the expression as a whole. */
  readonly through: number;
}

/** A graph's expressions as TypeScript, each a function of the names it may read; nothing of it is ever run. */
export interface TypedProgram {
  readonly text: string;
  readonly places: readonly TypedPlace[];
}

export interface TypedProgramOptions {
  /** What the nodes gave in some run, by id, and the run's input as `input`: it stands for what no schema says. */
  readonly samples?: Readonly<Record<string, Json>>;
  /** An expression that somebody is writing: it sees every name it may read, and need not be one yet. */
  readonly edited?: { readonly nodeId: string; readonly field: string };
}

/**
 * The twin of a graph that a checker of types reads. Types come from schemas: of the input, of activities, entities,
 * workflows, events and forms; the values of set nodes and containers from their expressions.
 *
 *     type V3 = { "total": ReturnType<typeof e2> };
 *     const e4 = ({ order, total }: { order: V1; total: V3 | undefined }): number => (
 *     order.price + total.total
 *     );
 */
export function typedProgram(graph: Graph, catalog: Catalog, options: TypedProgramOptions = {}): TypedProgram {
  const { topology, scope } = checkContext(graph, catalog);
  const names = new Names(graph, topology);
  const places: TypedPlace[] = [];
  let text = PRELUDE;
  const sample = (key: string): Json | undefined =>
    options.samples !== undefined && Object.hasOwn(options.samples, key) ? options.samples[key] : undefined;
  text += `type Input = ${graph.inputSchema === undefined ? valueOrAny(sample("input")) : typeOfSchema(graph.inputSchema)};\n`;
  const nodes = causesFirst(topology);
  for (const node of nodes) {
    const type = valueType(node, { catalog, topology, scope, names, sample: sample(node.id) });
    text += `type ${names.value(node.id)} = ${type};\n`;
  }
  for (const node of nodes) {
    for (const each of nodeExpressions(node)) {
      const isEdited = options.edited?.nodeId === node.id && options.edited.field === each.field;
      const read = namesRead(node, each, scope, isEdited);
      if (read === undefined) {
        text += `declare const ${names.expression(node.id, each.field)}: () => any;\n`;
        continue;
      }
      // A list keeps the type of its items: what it must be is asked beside, not instead.
      const keepsType = node.type === "forEach" && each.field === "config.items";
      const expected = expectedType(node, each.field, catalog);
      const parameters = read.map((name) => [name.name, names.readable(node.id, name, scope)] as const);
      const pattern =
        parameters.length === 0
          ? ""
          : `{ ${parameters.map(([name]) => name).join(", ")} }: { ${parameters.map(([name, type]) => `${name}: ${type}`).join("; ")} }`;
      text += `const ${names.expression(node.id, each.field)} = (${pattern})${expected === undefined || keepsType ? "" : `: ${expected}`} => (\n`;
      const from = text.length;
      text += `${each.text}\n)${keepsType ? ` satisfies ${expected}` : ""};\n`;
      places.push({ nodeId: node.id, field: each.field, from, to: from + each.text.length, through: text.length });
    }
  }
  return { text: `${text}export {};\n`, places };
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

const PRELUDE = `interface Failure { code: string; message: string; type?: string; details?: any; node?: string }
type ItemOf<List> = List extends ReadonlyArray<infer Item> ? Item : any;
type Wide<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T extends null | undefined ? any : T extends readonly never[] ? any[] : T;
`;

const valueOrAny = (value: Json | undefined): string => (value === undefined ? "any" : typeOfValue(value));

/** The names that the expression reads; nothing for a text that is no expression, unless it is being written. */
function namesRead(
  node: GraphNode,
  { field, text }: NodeExpression,
  scope: Scope,
  isEdited: boolean,
): readonly ReadableName[] | undefined {
  if (isEdited) return scope.readable(node.id, field).filter(({ name }) => isVariable(name));
  const parsed = text.trim() === "" ? undefined : parseExpression(text);
  if (parsed === undefined || !parsed.ok) return undefined;
  const read = new Map<string, ReadableName>();
  for (const { name } of parsed.freeNames) {
    if (ALLOWED_GLOBALS.has(name) || read.has(name)) continue;
    const resolved = scope.resolve(node.id, name, field);
    // What it may not read has a diagnostic of its own, so here it may be anything.
    const readable: ReadableName =
      resolved.kind === "readable" ? resolved.readable : { name, kind: "input", certain: false };
    read.set(name, readable);
  }
  return [...read.values()];
}

const isVariable = (name: string): boolean =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && (name === "input" || !RESERVED_WORDS.has(name));

/** What things are called in the program: by number, since ids and fields are no identifiers. */
export class Names {
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly graph: Graph,
    readonly topology: Topology,
  ) {}

  value(nodeId: string): string {
    return `V${this.#number(nodeId)}`;
  }

  expression(nodeId: string, field: string): string {
    return `e${this.#number(`${nodeId} ${field}`)}`;
  }

  /** The type of what an expression gives. */
  given(nodeId: string, field: string): string {
    return `ReturnType<typeof ${this.expression(nodeId, field)}>`;
  }

  /** The type of a name where it is read. */
  readable(readerId: string, { name, kind, certain }: ReadableName, scope: Scope): string {
    const type = this.#typeOf(readerId, name, kind, scope);
    return certain || type === "any" ? type : `${type} | undefined`;
  }

  #typeOf(readerId: string, name: string, kind: ReadableName["kind"], scope: Scope): string {
    switch (kind) {
      case "input":
        return name === "input" ? "Input" : "any";
      case "index":
        return "number";
      case "failure":
      case "error":
        return "Failure";
      case "item":
      case "variable": {
        const reader = this.topology.node.get(readerId);
        const around = [...(reader === undefined ? [] : [reader]), ...this.topology.enclosing(readerId)];
        return this.#localType(around, name);
      }
      case "node": {
        const resolved = scope.resolve(readerId, name);
        const node = resolved.kind === "readable" ? resolved.node : this.topology.byName.get(name);
        if (node === undefined) return "any";
        const through = resolved.kind === "readable" ? resolved.through : undefined;
        const narrowed = through === undefined ? undefined : narrowedBy(node, through);
        return narrowed === undefined ? this.value(node.id) : `Extract<${this.value(node.id)}, ${narrowed}>`;
      }
    }
  }

  #localType(around: readonly GraphNode[], name: string): string {
    for (const node of around) {
      if (node.type === "forEach" && node.config.itemName === name)
        return `ItemOf<${this.given(node.id, "config.items")}>`;
      const index = node.type === "while" ? node.config.variables.findIndex((each) => each.name === name) : -1;
      if (index !== -1) return this.variable(node, index);
    }
    return "any";
  }

  /** The type of a while's variable: that of its first value, as wide as its kind, since the next ones may differ. */
  variable(node: GraphNode, index: number): string {
    const initial = node.type === "while" ? node.config.variables[index]?.initial : undefined;
    if (initial === undefined) return "any";
    if ("literal" in initial) return initial.literal === null ? "any" : typeOfValue(initial.literal);
    return `Wide<${this.given(node.id, `config.variables.${index}.initial`)}>`;
  }

  #number(key: string): number {
    const known = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, known);
    return known;
  }
}
