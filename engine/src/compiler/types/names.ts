import type { GraphNode, Port } from "../graph.js";
import type { ReadableName, Scope } from "../readable-names.js";
import type { Topology } from "../topology.js";
import { narrowedBy } from "./narrowed-by.js";
import { typeOfValue } from "./schema-type.js";

/** Words that mean something where a type stands, beside those with a capital letter. */
const TYPE_WORDS: ReadonlySet<string> = new Set(
  (
    "abstract any as asserts async await bigint boolean break case catch class const continue debugger declare default " +
    "delete do else enum export extends false finally for from function get if implements import in infer instanceof " +
    "interface intrinsic is keyof let module namespace never new null number object of out override package private " +
    "protected public readonly require return satisfies set static string super switch symbol this throw true try type " +
    "typeof undefined unique unknown using var void while with yield global asl"
  ).split(" "),
);

/**
 * What things are called in the program. The type of a node's value has the node's name where that can be one, since
 * messages say it; everything else goes by number, since ids and fields are no identifiers.
 */
export class Names {
  readonly #numbers = new Map<string, number>();

  constructor(readonly topology: Topology) {}

  value(nodeId: string): string {
    const name = this.topology.node.get(nodeId)?.name;
    const isOwn = name !== undefined && this.topology.byName.get(name)?.id === nodeId;
    if (isOwn && /^[a-z][A-Za-z0-9_]*$/.test(name) && !/^[ep]\d+$/.test(name) && !TYPE_WORDS.has(name)) return name;
    return `V${this.#number(nodeId)}`;
  }

  expression(nodeId: string, field: string): string {
    return `e${this.#number(`${nodeId} ${field}`)}`;
  }

  /** The type of what a code node reads, and the file that it stands in. */
  codeInputs(nodeId: string): string {
    return `C${this.#number(nodeId)}`;
  }

  codeFile(nodeId: string, language: "javascript" | "typescript"): string {
    return `code-${this.#number(nodeId)}.${language === "javascript" ? "js" : "ts"}`;
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
        return this.#narrowed(node, resolved.kind === "readable" ? resolved.through : undefined);
      }
    }
  }

  /** What the node has given, which has gone on by one of these ports. */
  #narrowed(node: GraphNode, through: readonly Port[] | undefined): string {
    const value = this.value(node.id);
    const narrowed = through?.map((port) => narrowedBy(node, port)) ?? [undefined];
    return narrowed.includes(undefined) ? value : `Extract<${value}, ${narrowed.join(" | ")}>`;
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
