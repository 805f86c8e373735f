import { unreachable } from "../model/index.js";
import type { GraphNode, Value } from "./graph.js";

/** One expression of a node: where it is set, and its text. */
export interface NodeExpression {
  /** As in `Diagnostic.field`. */
  readonly field: string;
  readonly text: string;
}

/** One setting of a node that is a fixed value or an expression. */
export interface NodeValue {
  readonly field: string;
  readonly value: Value;
}

const valuesOf = (prefix: string, values: Readonly<Record<string, Value>> | undefined): NodeValue[] =>
  Object.entries(values ?? {}).map(([key, value]) => ({ field: `${prefix}.${key}`, value }));

/** Every setting of the node that is a value, in the order in which the code evaluates them. */
export function nodeValues(node: GraphNode): readonly NodeValue[] {
  switch (node.type) {
    case "start":
    case "if":
    case "forEach":
      return [];
    case "return":
      return [{ field: "config.value", value: node.config.value }];
    case "activity":
      return valuesOf("config.input", node.config.input);
    case "http":
      return [
        { field: "config.url", value: node.config.url },
        ...valuesOf("config.headers", node.config.headers),
        ...valuesOf("config.query", node.config.query),
        ...(node.config.body === undefined ? [] : [{ field: "config.body", value: node.config.body }]),
      ];
    case "set":
      return node.config.fields.map((field, index) => ({ field: `config.fields.${index}.value`, value: field.value }));
    case "delay":
      return [{ field: "config.durationMs", value: node.config.durationMs }];
    default:
      return unreachable(node, "node type");
  }
}

/** Every expression of the node. */
export function nodeExpressions(node: GraphNode): readonly NodeExpression[] {
  if (node.type === "if") return [{ field: "config.condition", text: node.config.condition }];
  if (node.type === "forEach") return [{ field: "config.items", text: node.config.items }];
  return nodeValues(node).flatMap(({ field, value }) =>
    "expression" in value ? [{ field, text: value.expression }] : [],
  );
}
