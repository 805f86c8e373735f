import { unreachable } from "../model/index.js";
import { type GraphNode, isWork, type Value } from "./graph.js";

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

interface Setting extends NodeValue {
  readonly isNeverFixed?: true;
}

const value = (field: string, given: Value | undefined): NodeValue[] =>
  given === undefined ? [] : [{ field: `config.${field}`, value: given }];

const valuesOf = (prefix: string, values: Readonly<Record<string, Value>> | undefined): NodeValue[] =>
  Object.entries(values ?? {}).flatMap(([key, given]) => value(`${prefix}.${key}`, given));

const expression = (field: string, text: string): Setting => ({
  field: `config.${field}`,
  value: { expression: text },
  isNeverFixed: true,
});

/** A number that may be an expression; a fixed one was read by the schema already. */
const count = (field: string, given: number | { readonly expression: string } | undefined): Setting[] =>
  typeof given === "object" ? [expression(field, given.expression)] : [];

/** Every setting of the node that is computed when it runs, fixed or not, in the order in which the code does. */
function settingsOf(node: GraphNode): readonly Setting[] {
  switch (node.type) {
    case "start":
    case "try":
    case "finally":
    case "race":
    case "note":
    case "group":
      return [];
    case "return":
      return value("value", node.config.value);
    case "activity":
      return valuesOf("input", node.config.input);
    case "http":
      return [
        ...value("url", node.config.url),
        ...valuesOf("headers", node.config.headers),
        ...valuesOf("query", node.config.query),
        ...value("body", node.config.body),
      ];
    case "code":
      return node.config.inputs.flatMap((input, index) => value(`inputs.${index}.value`, input.value));
    case "set":
      return node.config.fields.flatMap((field, index) => value(`fields.${index}.value`, field.value));
    case "if":
      return [expression("condition", node.config.condition)];
    case "switch":
      return node.config.cases.map((each, index) => expression(`cases.${index}.condition`, each.condition));
    case "delay":
      return "until" in node.config ? value("until", node.config.until) : value("durationMs", node.config.durationMs);
    case "throw": {
      const { code, message, details, error } = node.config;
      if (error !== undefined) return [expression("error", error)];
      return [...value("code", code), ...value("message", message), ...value("details", details)];
    }
    case "waitForEvent":
      return [...value("event", node.config.event), ...value("waitMs", node.config.waitMs)];
    case "approval":
      return [
        ...value("question", node.config.question),
        ...value("details", node.config.details),
        ...value("waitMs", node.config.waitMs),
      ];
    case "subWorkflow":
      return [...value("input", node.config.input), ...value("instanceId", node.config.instanceId)];
    case "callEntity":
      return [...value("key", node.config.key), ...value("input", node.config.input)];
    case "signalEntity":
      return [...value("key", node.config.key), ...value("input", node.config.input), ...value("at", node.config.at)];
    case "continueAsNew":
      return value("input", node.config.input);
    case "setStatus":
      return value("status", node.config.status);
    case "forEach":
      return [
        expression("items", node.config.items),
        ...count("maxConcurrency", node.config.maxConcurrency),
        ...count("toleratedFailures", node.config.toleratedFailures),
        ...count("toleratedPercent", node.config.toleratedPercent),
      ];
    case "while": {
      const { variables, condition } = node.config;
      return [
        ...variables.flatMap((variable, index) => value(`variables.${index}.initial`, variable.initial)),
        expression("condition", condition),
        ...variables.flatMap(({ next }, index) =>
          next === undefined ? [] : [expression(`variables.${index}.next`, next)],
        ),
      ];
    }
    case "catch":
      return node.config.condition === undefined ? [] : [expression("condition", node.config.condition)];
    case "lock":
      return node.config.entities.flatMap((entity, index) => value(`entities.${index}.key`, entity.key));
    case "timeout":
      return value("limitMs", node.config.limitMs);
    default:
      return unreachable(node, "node type");
  }
}

/** Every setting of the node that may be a fixed value or an expression, in the order in which the code evaluates them. */
export const nodeValues = (node: GraphNode): readonly NodeValue[] =>
  settingsOf(node).filter(({ isNeverFixed }) => isNeverFixed !== true);

/** Every expression of the node, in the order in which the code evaluates them; `retry.retryIf`, asked after an attempt, is the last. */
export function nodeExpressions(node: GraphNode): readonly NodeExpression[] {
  const expressions = settingsOf(node).flatMap(({ field, value }) =>
    "expression" in value ? [{ field, text: value.expression }] : [],
  );
  const retryIf = isWork(node) ? node.retry?.retryIf : undefined;
  return retryIf === undefined ? expressions : [...expressions, { field: "retry.retryIf", text: retryIf }];
}
