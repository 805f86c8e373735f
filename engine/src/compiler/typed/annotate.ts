import type { AnyNode, ArrowFunctionExpression } from "acorn";
import type { Json } from "../../model/index.js";
import { type ParsedExpression, parseExpression } from "../expressions/parse-expression.js";
import { childrenOf } from "../expressions/walk.js";
import type { GraphNode, NodeOf } from "../graph.js";
import { guardsOf } from "../guards.js";
import type { Block } from "../lower/ir.js";
import { nodesIn, runsBeside } from "../lower/walk-steps.js";
import type { Annotations } from "../print/annotations.js";
import type { Bindings } from "../print/bindings.js";
import { type Held, keyOf, type VariableKey } from "../print/keys.js";
import { givesToContainer } from "../returns.js";
import { nodeExpressions } from "../settings.js";
import { firstParameterOf, namesWithin, type ShapesOfNames } from "./infer.js";
import { type Narrowed, narrowedIn, shownBy } from "./narrow.js";
import { FAILURE, type NodeShapes } from "./node-shapes.js";
import { shapeOfValue } from "./schema-shape.js";
import { BOOLEAN, DYNAMIC, flatText, orUndefined, type Shape, shapeText } from "./shape.js";

/** Something written into an expression's text. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** The types that a graph's code is written with. */
export class TypeAnnotations implements Annotations {
  readonly undo = ": Undo[]";

  constructor(
    readonly shapes: NodeShapes,
    readonly bindings: Bindings,
  ) {}

  /** Where nothing is known and every reading is plain to see, TypeScript finds a better type by itself. */
  variable(key: VariableKey): string {
    const [nodeId = "", held] = key.split(" ") as [string, Held];
    const node = this.shapes.topology.node.get(nodeId);
    if (node === undefined) return "";
    const shape = held === "failure" ? FAILURE : held === "begun" ? BOOLEAN : this.shapes.value(node);
    if (mentionsDynamic(shape) && !this.bindings.isCaptured(key)) return "";
    return typeOf(orUndefined(shape));
  }

  output(body: Block): string {
    const returns = [...nodesIn(body)].filter(givesToContainer);
    const { shape, isSure } = this.shapes.returned(returns);
    if (!isSure) return mentionsDynamic(shape) && !runsBeside(body) ? "" : typeOf(orUndefined(shape));
    return shape.kind === "dynamic" && !runsBeside(body) ? "" : `!${typeOf(shape)}`;
  }

  loopVariable(node: NodeOf<"while">, index: number): string {
    const shape = this.shapes.variable(node, index);
    const variable = node.config.variables[index];
    if (variable === undefined) return "";
    // A fixed number or text says by itself what it is, and so does what is called or read.
    const isPlain = shape.kind === "plain" && "literal" in variable.initial;
    const initial = this.shapes.given(node, `config.variables.${index}.initial`, variable.initial);
    const isFound =
      initial.kind === "dynamic" && "expression" in variable.initial && !isNothing(variable.initial.expression);
    return isPlain || isFound ? "" : typeOf(shape);
  }

  call(node: GraphNode): string {
    const { declarations } = this.shapes;
    const own = declarations.ofNode(node);
    if (own === undefined) return "";
    switch (node.type) {
      case "approval":
        return `<${flatText(own)}>`;
      case "http":
        if (node.config.poll !== undefined) return `<${flatText(own)}>`;
        return `<"http.request", HttpReply<${flatText(own)}>>`;
      case "waitForEvent":
        return "literal" in node.config.event
          ? `<${JSON.stringify(node.config.event.literal)}, ${flatText(own)}>`
          : `<string, ${flatText(own)}>`;
      default:
        return "";
    }
  }

  node<Node extends GraphNode>(node: Node): Node {
    const texts = new Map(nodeExpressions(node).map(({ field, text }) => [field, this.#expression(node, field, text)]));
    const isKept = node.type === "set" || node.type === "return";
    const written = (value: unknown, path: string): unknown => {
      if (Array.isArray(value)) return value.map((each, index) => written(each, `${path}.${index}`));
      if (typeof value === "string") return texts.get(path) ?? value;
      if (typeof value !== "object" || value === null) return value;
      if (isExpression(value)) return { expression: texts.get(path) ?? value.expression };
      if (isLiteral(value)) return isKept ? literalWithType(value.literal) : value;
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, written(each, path === "" ? key : `${path}.${key}`)]),
      );
    };
    return written(node, "") as Node;
  }

  #expression(node: GraphNode, field: string, text: string): string {
    const parsed = parseExpression(text);
    if (!parsed.ok) return text;
    const names = this.shapes.namesFor(node, field);
    const insertions: Insertion[] = [];
    parametersOf(parsed.ast as AnyNode, names, text, insertions);
    const arrows = arrowsIn(parsed.ast as AnyNode);
    const narrowed = this.#narrowed(node, field, parsed);
    const certain = new Set<number>();
    for (const { name, from, to, isShorthand } of parsed.freeNames) {
      const isLater = ASKED_LATER.test(field) || arrows.some(({ start, end }) => start <= from && to <= end);
      const [before, after] = this.#asserted(node, field, name, isLater);
      const isShown = narrowed.some((each) => each.node.start === from && each.node.end === to && each.isThere);
      if (isShorthand && after === "" && isShown) insertions.push({ at: to, text: `: ${name}!` });
      if (after === "") continue;
      certain.add(to);
      if (isShorthand) insertions.push({ at: to, text: `: ${before}${name}${after}` });
      else insertions.push(...(before === "" ? [] : [{ at: from, text: before }]), { at: to, text: after });
    }
    const shorthands = new Set(parsed.freeNames.flatMap(({ to, isShorthand }) => (isShorthand ? [to] : [])));
    for (const { node: value, isThere, type } of narrowed) {
      if (shorthands.has(value.end)) continue;
      if (isThere && !certain.has(value.end)) insertions.push({ at: value.end, text: "!" });
      if (type === undefined) continue;
      insertions.push({ at: value.start, text: "(" }, { at: value.end, text: ` as ${type})` });
    }
    return withInsertions(text, insertions);
  }

  /** Values of which conditions before have shown more than their types say. */
  #narrowed(node: GraphNode, field: string, parsed: Extract<ParsedExpression, { ok: true }>): readonly Narrowed[] {
    const read = new Set(parsed.freeNames.map(({ name }) => name));
    const { topology, scope } = this.shapes;
    const facts = shownBy(guardsOf({ node, field, reads: (name) => read.has(name) }, topology, scope));
    const starts = new Set(parsed.freeNames.map(({ from }) => from));
    return narrowedIn(parsed.ast as AnyNode, starts, facts, this.shapes.namesFor(node, field));
  }

  /** What is written before and behind a name that certainly has a value where TypeScript does not see it. */
  #asserted(node: GraphNode, field: string, name: string, isLater: boolean): readonly [string, string] {
    const found = this.shapes.scope.resolve(node.id, name, field);
    if (found.kind !== "readable" || found.node === undefined) return ["", ""];
    if (!found.readable.certain)
      return this.#isNeverThere(node, field, found.node, found.readable.kind) ? AS_FAILURE : ["", ""];
    const key = keyOf(found.node, found.readable.kind === "failure" ? "failure" : "value");
    const reading = this.bindings.letAt(key, node.id, field);
    if (reading === undefined || (reading === "plain" && !isLater)) return ["", ""];
    if (found.readable.kind === "node" && this.shapes.mayBeUndefined(found.node)) return ["", ""];
    if (found.node.type === "approval" && found.through?.length === 1 && found.through[0] === "approved") {
      const form = this.shapes.declarations.ofNode(found.node);
      return ["(", ` as Approved${form === undefined ? "" : `<${flatText(form)}>`})`];
    }
    return ["", "!"];
  }

  #isNeverThere(reader: GraphNode, field: string, node: GraphNode, kind: string): boolean {
    if (kind !== "failure") return false;
    const value = this.shapes.scope.resolve(reader.id, node.name, field);
    return value.kind === "readable" && value.readable.certain;
  }
}

/** TypeScript sees, too, that there is no failure behind a port of success, and lets nothing be read from what is not there. */
const AS_FAILURE = ["(", " as WorkflowFailure | undefined)"] as const;

/** Conditions that the code writes as functions, to be asked later. */
const ASKED_LATER = /^(config\.cases\.\d+\.condition|retry\.retryIf)$/;

const typeOf = (shape: Shape): string => `: ${shapeText(shape, 1, 16)}`;

/** True where a better type may be found: at a place that is dynamic by itself, not below a name. */
function mentionsDynamic(shape: Shape): boolean {
  switch (shape.kind) {
    case "dynamic":
      return true;
    case "list":
      return mentionsDynamic(shape.item);
    case "record":
      return mentionsDynamic(shape.value);
    case "tuple":
      return shape.items.some(mentionsDynamic);
    case "union":
    case "intersection":
      return shape.of.some(mentionsDynamic);
    case "object":
      return shape.members.some((member) => mentionsDynamic(member.shape));
    case "plain":
    case "named":
      return false;
  }
}

const isNothing = (text: string): boolean => /^(null|undefined|\[\s*\]|\{\s*\})$/.test(text.trim());

const isExpression = (value: object): value is { readonly expression: string } =>
  "expression" in value && typeof value.expression === "string" && Object.keys(value).length === 1;

const isLiteral = (value: object): value is { readonly literal: Json } =>
  "literal" in value && Object.keys(value).length === 1;

/** An empty list or object in a fixed value may be filled with anything elsewhere; TypeScript takes it to stay empty. */
function literalWithType(value: Json): { readonly literal: Json } | { readonly expression: string } {
  const text = JSON.stringify(value);
  if (typeof value !== "object" || value === null || !/\[\]|\{\}/.test(text)) return { literal: value };
  return { expression: `${text} as ${flatText(shapeOfValue(value))}` };
}

function arrowsIn(node: AnyNode): readonly ArrowFunctionExpression[] {
  const inner = childrenOf(node).flatMap(arrowsIn);
  return node.type === "ArrowFunctionExpression" ? [node, ...inner] : inner;
}

/** Types for the parameters of arrows that would have none. */
function parametersOf(
  node: AnyNode,
  names: ShapesOfNames,
  text: string,
  insertions: Insertion[],
  /** What the first parameter is, for an arrow that TypeScript finds the types of by itself. */
  first?: Shape,
): void {
  switch (node.type) {
    case "ArrowFunctionExpression": {
      if (first === undefined) for (const each of node.params) insertions.push(...typed(node, each as AnyNode, text));
      parametersOf(node.body as AnyNode, namesWithin(node, first ?? DYNAMIC, names), text, insertions);
      return;
    }
    case "CallExpression": {
      const known = firstParameterOf(node, names);
      // A function that is called where it stands knows what it is called with.
      parametersOf(node.callee as AnyNode, names, text, insertions, DYNAMIC);
      for (const each of node.arguments) parametersOf(each as AnyNode, names, text, insertions, known);
      return;
    }
    default:
      for (const child of childrenOf(node)) parametersOf(child, names, text, insertions);
  }
}

function typed(arrow: ArrowFunctionExpression, parameter: AnyNode, text: string): readonly Insertion[] {
  switch (parameter.type) {
    case "Identifier":
      if (!text.slice(arrow.start, parameter.start).includes("(")) {
        return [
          { at: parameter.start, text: "(" },
          { at: parameter.end, text: ": Dynamic)" },
        ];
      }
      return [{ at: parameter.end, text: ": Dynamic" }];
    case "ObjectPattern":
    case "ArrayPattern":
      return [{ at: parameter.end, text: ": Dynamic" }];
    case "RestElement":
      return [{ at: parameter.end, text: ": Dynamic[]" }];
    default:
      // One with a default has its type.
      return [];
  }
}

function withInsertions(text: string, insertions: readonly Insertion[]): string {
  let written = "";
  let at = 0;
  for (const insertion of [...insertions].sort((a, b) => a.at - b.at)) {
    written += text.slice(at, insertion.at) + insertion.text;
    at = insertion.at;
  }
  return written + text.slice(at);
}
