import { unreachable } from "../../model/index.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { type Graph, type GraphNode, isContainer, type NodeOf, type Value } from "../graph.js";
import type { Scope } from "../readable-names.js";
import { areSure, returnsOf } from "../returns.js";
import type { Topology } from "../topology.js";
import { isDisabled } from "../ways.js";
import type { Declarations } from "./declarations.js";
import { type ShapesOfNames, shapeOfExpression, withoutNothing } from "./infer.js";
import { shapeOfValue } from "./schema-shape.js";
import {
  BOOLEAN,
  DYNAMIC,
  flatText,
  list,
  NULL,
  NUMBER,
  object,
  orUndefined,
  plain,
  resolved,
  type Shape,
  STRING,
  UNDEFINED,
  unionOf,
} from "./shape.js";

/** A failure that was caught. */
export const FAILURE: Shape = {
  kind: "named",
  name: "WorkflowFailure",
  is: {
    kind: "object",
    isOpen: false,
    members: [
      { key: "code", isOptional: false, shape: STRING },
      { key: "message", isOptional: false, shape: STRING },
      { key: "type", isOptional: true, shape: STRING },
      { key: "node", isOptional: true, shape: STRING },
      { key: "details", isOptional: true, shape: DYNAMIC },
    ],
  },
};

/**
 * What the values of nodes are, as {@link Declarations} and expressions tell. Where TypeScript finds a type by itself
 * nobody asks; these are for variables that are declared before they have a value, and for arrows whose parameters
 * TypeScript finds no type for.
 */
export class NodeShapes {
  readonly #values = new Map<string, Shape>();

  constructor(
    readonly graph: Graph,
    readonly declarations: Declarations,
    readonly topology: Topology,
    readonly scope: Scope,
  ) {
    this.#region(undefined);
  }

  /** Causes first, so that nobody is asked for a chain that is as long as the graph. */
  #region(containerId: string | undefined): void {
    for (const node of this.topology.region(containerId).order) {
      if (isContainer(node)) this.#region(node.id);
      this.value(node);
    }
  }

  /** What a node's value is when it has run and not failed. */
  value(node: GraphNode): Shape {
    const known = this.#values.get(node.id);
    if (known !== undefined) return known;
    // Nodes are asked for what comes before them: nothing comes back to itself, except in graphs with errors.
    this.#values.set(node.id, DYNAMIC);
    const shape = isDisabled(node) ? UNDEFINED : this.#valueOf(node);
    this.#values.set(node.id, shape);
    return shape;
  }

  #valueOf(node: GraphNode): Shape {
    const { declarations } = this;
    switch (node.type) {
      case "activity":
        return declarations.activity(node.config.activity)?.output ?? DYNAMIC;
      case "http": {
        const body = declarations.ofNode(node) ?? DYNAMIC;
        return {
          kind: "named",
          name: body === DYNAMIC ? "HttpReply" : `HttpReply<${flatText(body)}>`,
          is: object([
            ["status", NUMBER],
            ["headers", { kind: "record", value: STRING }],
            ["body", body],
          ]),
        };
      }
      case "code":
        return DYNAMIC;
      case "set":
        return object(
          node.config.fields.map(({ name, value }, index) => [
            name,
            this.given(node, `config.fields.${index}.value`, value),
          ]),
        );
      case "return":
        return this.given(node, "config.value", node.config.value);
      case "if":
        return BOOLEAN;
      case "switch":
        return unionOf([...node.config.cases.map(({ label }) => plain(JSON.stringify(label))), plain('"default"')]);
      case "waitForEvent":
        return declarations.event(node).shape;
      case "approval": {
        const form = declarations.ofNode(node) ?? DYNAMIC;
        const of = form === DYNAMIC ? "" : `<${flatText(form)}>`;
        return unionOf([answer(`Approved${of}`, form), answer(`Rejected${of}`, orUndefined(form))]);
      }
      case "subWorkflow":
        return node.config.wait ? (declarations.workflow(node.config.workflow)?.output ?? DYNAMIC) : STRING;
      case "callEntity":
        return declarations.operation(node.config.entity, node.config.operation)?.output ?? DYNAMIC;
      case "forEach": {
        const result = this.#resultOf(node);
        return list(node.config.onFailure === "collect" ? collected(result) : result);
      }
      case "while":
        return object(node.config.variables.map(({ name }, index) => [name, this.variable(node, index)]));
      case "try": {
        const handler = this.topology.handlerOf(node.id, "catch");
        return unionOf([this.#resultOf(node), ...(handler === undefined ? [] : [this.#resultOf(handler)])]);
      }
      case "lock":
      case "timeout":
        return this.#resultOf(node);
      case "race":
        return object([
          ["winner", STRING],
          ["value", this.#resultOf(node)],
        ]);
      case "start":
      case "delay":
      case "throw":
      case "signalEntity":
      case "continueAsNew":
      case "setStatus":
      case "catch":
      case "finally":
      case "note":
      case "group":
        return UNDEFINED;
      default:
        return unreachable(node, "node type");
    }
  }

  /** The variable of a while: what its first value is, as wide as its kind, since the next ones may differ. */
  variable(node: NodeOf<"while">, index: number): Shape {
    const initial = node.config.variables[index]?.initial;
    if (initial === undefined) return DYNAMIC;
    const shape =
      "literal" in initial
        ? shapeOfValue(initial.literal)
        : this.expression(node, `config.variables.${index}.initial`, initial.expression);
    return widened(shape);
  }

  /** What is returned in a body. `isSure`: every run that comes to its end has returned something. */
  returned(returns: readonly NodeOf<"return">[]): { readonly shape: Shape; readonly isSure: boolean } {
    return {
      shape: unionOf(returns.map((node) => this.value(node))),
      isSure: areSure(returns, this.topology, this.scope),
    };
  }

  /** True when a node's value may be undefined though it has run, or may be anything: nobody can say that it is not. */
  mayBeUndefined(node: GraphNode): boolean {
    switch (node.type) {
      case "try": {
        const handler = this.topology.handlerOf(node.id, "catch");
        return [node, ...(handler === undefined ? [] : [handler])].some((body) => this.#mayGiveNothing(body));
      }
      case "lock":
      case "timeout":
        return this.#mayGiveNothing(node);
      default: {
        const shape = this.value(node);
        return shape.kind === "dynamic" || includesUndefined(shape);
      }
    }
  }

  #mayGiveNothing(container: GraphNode): boolean {
    const returns = returnsOf(container.id, this.topology);
    return !areSure(returns, this.topology, this.scope) || returns.some((node) => includesUndefined(this.value(node)));
  }

  #resultOf(container: GraphNode): Shape {
    const returns = returnsOf(container.id, this.topology);
    if (returns.length === 0) return UNDEFINED;
    const { shape, isSure } = this.returned(returns);
    return isSure ? shape : orUndefined(shape);
  }

  given(node: GraphNode, field: string, value: Value): Shape {
    if ("expression" in value) return this.expression(node, field, value.expression);
    return value.literal === null ? NULL : shapeOfValue(value.literal);
  }

  /** What an expression of a node gives. */
  expression(node: GraphNode, field: string, text: string): Shape {
    const parsed = parseExpression(text.trim());
    return parsed.ok ? shapeOfExpression(parsed.ast, this.namesFor(node, field)) : DYNAMIC;
  }

  /** What names are in an expression of a node. */
  namesFor(node: GraphNode, field: string): ShapesOfNames {
    return (name) => {
      const found = this.scope.resolve(node.id, name, field);
      if (found.kind !== "readable") return undefined;
      const { kind, certain } = found.readable;
      const shape = this.#named(node, name, kind, found.node);
      return certain ? shape : orUndefined(shape);
    };
  }

  #named(reader: GraphNode, name: string, kind: string, node: GraphNode | undefined): Shape {
    switch (kind) {
      case "input":
        return this.declarations.input;
      case "index":
        return NUMBER;
      case "failure":
      case "error":
        return FAILURE;
      case "node":
        return node === undefined ? DYNAMIC : this.value(node);
      default:
        return this.#local(reader, name);
    }
  }

  /** The item of a loop around, or the variable of one. */
  #local(reader: GraphNode, name: string): Shape {
    for (const around of [reader, ...this.topology.enclosing(reader.id)]) {
      if (around.type === "forEach" && around.config.itemName === name) {
        const items = resolved(withoutNothing(this.expression(around, "config.items", around.config.items)));
        return items.kind === "list" ? items.item : DYNAMIC;
      }
      const index = around.type === "while" ? around.config.variables.findIndex((each) => each.name === name) : -1;
      if (around.type === "while" && index !== -1) return this.variable(around, index);
    }
    return DYNAMIC;
  }
}

const includesUndefined = (shape: Shape): boolean =>
  (shape.kind === "union" ? shape.of : [shape]).some((part) => part.kind === "plain" && part.text === "undefined");

function answer(name: string, form: Shape): Shape {
  const members = [
    ["approved", plain(name.startsWith("Approved") ? "true" : "false")],
    ["by", orUndefined(STRING)],
    ["comment", orUndefined(STRING)],
    ["form", form],
  ] as const;
  return { kind: "named", name, is: object(members) };
}

function collected(result: Shape): Shape {
  const ended = unionOf([
    object([
      ["ok", plain("true")],
      ["value", result],
    ]),
    object([
      ["ok", plain("false")],
      ["error", FAILURE],
    ]),
  ]);
  return { kind: "named", name: `Collected<${flatText(result)}>`, is: ended };
}

/** A literal may be another one of its kind the next time, and nothing may be anything. */
function widened(shape: Shape): Shape {
  const is = resolved(shape);
  if (is.kind === "union") return unionOf(is.of.map(widened));
  if (is.kind !== "plain") return shape;
  if (is.text.startsWith('"')) return STRING;
  if (/^-?\d/.test(is.text)) return NUMBER;
  if (is.text === "true" || is.text === "false") return BOOLEAN;
  return is.text === "null" || is.text === "undefined" ? DYNAMIC : shape;
}
