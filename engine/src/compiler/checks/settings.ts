import { type Json, unreachable } from "../../model/index.js";
import type { Diagnostic } from "../diagnostic.js";
import type { GraphNode, NodeOf, Value } from "../graph.js";
import { nodeExpressions } from "../settings.js";
import { type Check, type CheckContext, quoted } from "./context.js";
import type { Finding } from "./finding.js";
import { httpFindings } from "./http.js";
import { checkInputSchema, isObject, literalProblem, objectAt } from "./json-schema.js";

/** Every setting that a node needs is there and, where it is a fixed value, fits. */
export const checkSettings: Check = (context) => [
  ...context.graph.nodes.flatMap((node) =>
    findingsOf(node, context).map((finding): Diagnostic => ({ severity: "error", nodeId: node.id, ...finding })),
  ),
  ...checkInputSchema(context),
];

function findingsOf(node: GraphNode, context: CheckContext): Finding[] {
  return [...emptyExpressions(node), ...ownFindings(node, context)];
}

/** An expression that is empty is a setting that is missing, whichever node it is in. */
function emptyExpressions(node: GraphNode): Finding[] {
  return nodeExpressions(node)
    .filter(({ text }) => text.trim() === "")
    .map(({ field }) => ({ code: "setting-missing", field, message: missing(node, field) }));
}

function missing(node: GraphNode, field: string): string {
  if (field === "config.condition")
    return `${quoted(node)} has no condition. Write an expression, such as input.total > 100.`;
  if (field === "config.items")
    return `${quoted(node)} has nothing to go through. Write an expression that gives a list, such as input.items.`;
  return `${quoted(node)} has an empty expression for ${settingInWords(node, field)}. Write one, or give a fixed value.`;
}

/** A setting as its author knows it, rather than as the file does. */
function settingInWords(node: GraphNode, field: string): string {
  const [, group = "", ...rest] = field.split(".");
  const name = rest.join(".");
  switch (group) {
    case "fields": {
      const named = node.type === "set" ? node.config.fields[Number(rest[0])]?.name : undefined;
      return named ? `the field ${named}` : `field ${Number(rest[0]) + 1}`;
    }
    case "headers":
      return `the header ${name}`;
    case "query":
      return `the query parameter ${name}`;
    case "input":
      return name;
    case "url":
      return "its URL";
    case "durationMs":
      return "its time";
    default:
      return `its ${group}`;
  }
}

function ownFindings(node: GraphNode, context: CheckContext): Finding[] {
  switch (node.type) {
    case "start":
    case "return":
    case "if":
    case "forEach":
      return [];
    case "activity":
      return activityFindings(node, context);
    case "http":
      return httpFindings(node);
    case "set":
      return setFindings(node);
    case "delay":
      return delayFindings(node);
    default:
      return unreachable(node, "node type");
  }
}

function setFindings(node: NodeOf<"set">): Finding[] {
  const seen = new Set<string>();
  return node.config.fields.flatMap(({ name }, index): Finding[] => {
    const field = `config.fields.${index}.name`;
    if (name === "")
      return [
        {
          code: "setting-missing",
          field,
          message: `A field of ${quoted(node)} has no name. Give one, or remove the field.`,
        },
      ];
    if (seen.has(name))
      return [
        {
          code: "setting-invalid",
          field,
          message: `${quoted(node)} has two fields called "${name}". Rename one of them.`,
        },
      ];
    seen.add(name);
    return [];
  });
}

function delayFindings(node: NodeOf<"delay">): Finding[] {
  const { durationMs } = node.config;
  if (!("literal" in durationMs)) return [];
  const { literal } = durationMs;
  if (literal === null || literal === "")
    return [
      {
        code: "setting-missing",
        field: "config.durationMs",
        message: `${quoted(node)} does not say how long to wait. Give a time.`,
      },
    ];
  if (typeof literal !== "number" || !Number.isFinite(literal) || literal < 0) {
    return [
      {
        code: "setting-invalid",
        field: "config.durationMs",
        message: `${quoted(node)} waits for ${JSON.stringify(literal)}. Give a number of milliseconds, 0 or more.`,
      },
    ];
  }
  return [];
}

function activityFindings(node: NodeOf<"activity">, { activities }: CheckContext): Finding[] {
  const { activity: name, input } = node.config;
  if (name === "")
    return [
      { code: "setting-missing", field: "config.activity", message: `${quoted(node)} has no activity. Choose one.` },
    ];
  const info = activities.get(name);
  if (info === undefined) {
    return [
      {
        code: "activity-unknown",
        field: "config.activity",
        message: `${quoted(node)} calls the activity ${name}, which is not registered here. Choose another, or register it.`,
      },
    ];
  }
  const properties = objectAt(info.inputSchema, "properties");
  const required = Array.isArray(info.inputSchema.required) ? info.inputSchema.required : [];
  const findings: Finding[] = [];
  for (const key of required) {
    if (typeof key === "string" && (input[key] === undefined || isBlank(input[key], properties[key]))) {
      findings.push({
        code: "setting-missing",
        field: `config.input.${key}`,
        message: `${quoted(node)} needs ${key} for ${info.title}. Give a value or an expression.`,
      });
    }
  }
  for (const [key, value] of Object.entries(input)) {
    const schema = properties[key];
    if (schema === undefined) {
      if (info.inputSchema.additionalProperties === false) {
        findings.push({
          code: "setting-invalid",
          field: `config.input.${key}`,
          message: `${info.title} takes no ${key}. Remove it from ${quoted(node)}.`,
        });
      }
      continue;
    }
    if (!("literal" in value) || isBlank(value, schema)) continue;
    const problem = literalProblem(schema, value.literal);
    if (problem !== undefined) {
      findings.push({
        code: "setting-invalid",
        field: `config.input.${key}`,
        message: `The ${key} of ${quoted(node)} does not fit ${info.title}: ${problem}.`,
      });
    }
  }
  return findings;
}

/** A fixed value that nobody has filled in yet: null, or an empty text where text is not what is wanted. */
function isBlank(value: Value, schema: Json | undefined): boolean {
  if (!("literal" in value)) return false;
  if (value.literal === null) return !allowsNull(schema);
  return value.literal === "";
}

const allowsNull = (schema: Json | undefined): boolean => {
  const type = isObject(schema) ? schema.type : undefined;
  return type === "null" || (Array.isArray(type) && type.includes("null"));
};
