import { unreachable } from "../../model/index.js";
import type { GraphNode, Value } from "../graph.js";

/** What a drawing says of a node beneath its name: one line, as short as can be. */
export function captionOf(node: GraphNode): string {
  switch (node.type) {
    case "start":
    case "try":
    case "finally":
    case "group":
      return "";
    case "return":
      return node.config.endsRun === true ? "ends the run" : shortValue(node.config.value);
    case "activity":
      return node.config.activity;
    case "http":
      return `${node.config.method} ${shortValue(node.config.url)}`;
    case "code":
      return node.config.language === "typescript" ? "TypeScript" : "JavaScript";
    case "set":
      return node.config.fields.map(({ name }) => name).join(", ");
    case "if":
      return node.config.condition;
    case "switch":
      return node.config.cases.map(({ label }) => label).join(", ");
    case "delay":
      return "until" in node.config ? `until ${shortValue(node.config.until)}` : duration(node.config.durationMs);
    case "throw":
      return node.config.error ?? shortValue(node.config.code ?? node.config.message);
    case "waitForEvent":
      return `event ${shortValue(node.config.event)}`;
    case "approval":
      return shortValue(node.config.question);
    case "subWorkflow":
      return `${node.config.wait ? "run" : "start"} ${node.config.workflow}`;
    case "callEntity":
    case "signalEntity":
      return `${node.config.entity} ${shortValue(node.config.key)}: ${node.config.operation}`;
    case "continueAsNew":
      return "the run begins again";
    case "setStatus":
      return shortValue(node.config.status);
    case "forEach":
      return `for each ${node.config.itemName} in ${node.config.items}`;
    case "while":
      return `while ${node.config.condition}`;
    case "catch":
      return node.config.codes?.join(", ") ?? "any failure";
    case "lock":
      return node.config.entities.map(({ entity, key }) => `${entity} ${shortValue(key)}`).join(", ");
    case "timeout":
      return `at most ${duration(node.config.limitMs)}`;
    case "race":
      return node.config.first === "succeeded" ? "the first success" : "the first to end";
    case "note":
      return node.config.text;
    default:
      return unreachable(node, "node type");
  }
}

/** What an edge is called by the port it leaves, where that says something. */
export function portCaption(node: GraphNode, port: string): string {
  if (port === "out") return "";
  const label = node.type === "switch" ? node.config.cases.find(({ id }) => id === port)?.label : undefined;
  return label || port;
}

/** How many of its incoming edges a node waits for, where it is not all of them. */
export function joinCaption(node: GraphNode): string {
  const join = "join" in node ? node.join : undefined;
  if (join === undefined || join.kind === "all") return "";
  return join.kind === "any" ? "any" : `${join.count} of them`;
}

function shortValue(value: Value | undefined): string {
  if (value === undefined) return "";
  if ("expression" in value) return value.expression;
  return typeof value.literal === "string" ? value.literal : JSON.stringify(value.literal);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

function duration(value: Value): string {
  if (!("literal" in value) || typeof value.literal !== "number") return `${shortValue(value)} ms`;
  const durationMs = value.literal;
  const [unit, lengthMs] = UNITS.find(([, length]) => durationMs >= length) ?? (["ms", 1] as const);
  return `${Math.round((durationMs / lengthMs) * 100) / 100} ${unit}`;
}

/** Cut to so many characters, and never in the middle of one. */
export function cut(text: string, most: number): string {
  const characters = [...text.replaceAll(/\s+/g, " ").trim()];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}
