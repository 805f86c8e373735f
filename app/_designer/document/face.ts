import type { GraphNode, Value } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import type { CatalogIndex } from "./catalog-index";
import { durationText } from "./duration";
import { NODE_TYPES, type NodeKind } from "./node-types";

/** What is written on a node while nobody runs it. */
export interface NodeFace {
  readonly kind: NodeKind;
  /** The name of a Tabler outline icon. */
  readonly icon: string;
  /** What sort of node it is, in words: `HTTP request`. */
  readonly typeTitle: string;
  readonly title: string;
  readonly subtitle: string;
}

export function faceOf(node: GraphNode, index: CatalogIndex): NodeFace {
  const { kind, icon, title } = NODE_TYPES[node.type];
  const named = namedBy(node, index);
  return {
    kind,
    icon: named?.icon ?? icon,
    typeTitle: named?.title ?? title,
    title: node.type === "group" ? node.config.title : node.type === "note" ? "Note" : node.name,
    subtitle: subtitleOf(node, index),
  };
}

/** What stands in the catalog under the name that the node gives. */
function namedBy(node: GraphNode, index: CatalogIndex): { readonly icon?: string; readonly title: string } | undefined {
  switch (node.type) {
    case "activity":
      return index.activities.get(node.config.activity);
    default:
      return undefined;
  }
}

function subtitleOf(node: GraphNode, index: CatalogIndex): string {
  switch (node.type) {
    case "start":
      return "where a run begins";
    case "return":
      return `${node.config.endsRun === true ? "end the run with" : "return"} ${textOfValue(node.config.value)}`;
    case "activity":
      return node.config.activity === "" ? "no activity chosen" : node.config.activity;
    case "http":
      return `${node.config.method} ${shortUrl(textOfValue(node.config.url))}`;
    case "code":
      return (
        codeText(node.config.source) ?? `no ${node.config.language === "typescript" ? "TypeScript" : "JavaScript"}`
      );
    case "set":
      return node.config.fields.length === 0
        ? "no fields"
        : node.config.fields.map((field) => field.name || "unnamed").join(", ");
    case "if":
      return node.config.condition === "" ? "no condition" : node.config.condition;
    case "switch":
      return node.config.cases.length === 0 ? "no cases" : countText(node.config.cases.length, "case");
    case "delay":
      return "until" in node.config ? `until ${textOfValue(node.config.until)}` : durationOf(node.config.durationMs);
    case "throw":
      if (node.config.error !== undefined) return `throw ${node.config.error || "…"}`;
      return `throw ${textOfValue(node.config.code)}`;
    case "waitForEvent":
      return `event ${textOfValue(node.config.event)}${limitText(node.config.waitMs)}`;
    case "approval":
      return `${textOfValue(node.config.question)}${limitText(node.config.waitMs)}`;
    case "subWorkflow": {
      const { workflow, wait } = node.config;
      if (workflow === "") return "no workflow chosen";
      return `${wait ? "" : "start "}${index.workflows.get(workflow)?.title ?? workflow}`;
    }
    case "callEntity":
    case "signalEntity": {
      const { entity, operation, key } = node.config;
      return entity === "" ? "no entity chosen" : `${entity} ${textOfValue(key)} · ${operation || "…"}`;
    }
    case "continueAsNew":
      return `again with ${textOfValue(node.config.input)}`;
    case "setStatus":
      return textOfValue(node.config.status);
    case "forEach":
      return `for each ${node.config.itemName || "item"} in ${node.config.items || "…"}`;
    case "while":
      return node.config.test === "after"
        ? `repeat while ${node.config.condition || "…"}`
        : `while ${node.config.condition || "…"}`;
    case "try":
      return "a failure goes to the catch";
    case "catch":
      return catchText(node.config.codes, node.config.condition);
    case "finally":
      return "in every case";
    case "lock":
      return node.config.entities.length === 0
        ? "no entities"
        : node.config.entities.map(({ entity, key }) => `${entity || "…"} ${textOfValue(key)}`).join(", ");
    case "timeout":
      return `at most ${durationOf(node.config.limitMs)}`;
    case "race":
      return node.config.first === "succeeded" ? "the first success" : "the first to end";
    case "note":
      return node.config.text;
    case "group":
      return "";
    default:
      return unreachable(node, "node");
  }
}

/** A setting in a few words: the expression itself, or the value as one would say it. */
export function textOfValue(value: Value | undefined): string {
  if (value === undefined) return "…";
  if ("expression" in value) return value.expression === "" ? "…" : value.expression;
  if (typeof value.literal === "string") return value.literal === "" ? "…" : value.literal;
  return JSON.stringify(value.literal);
}

function durationOf(value: Value): string {
  return "literal" in value && typeof value.literal === "number"
    ? durationText(value.literal)
    : `${textOfValue(value)} ms`;
}

function limitText(waitMs: Value | undefined): string {
  return waitMs === undefined ? "" : ` · at most ${durationOf(waitMs)}`;
}

function catchText(codes: readonly string[] | undefined, condition: string | undefined): string {
  const which = codes === undefined || codes.length === 0 ? "any failure" : codes.join(", ");
  return condition === undefined || condition === "" ? which : `${which} if ${condition}`;
}

/** The first line that does something. */
function codeText(source: string): string | undefined {
  return source
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.startsWith("//"));
}

export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function shortUrl(url: string): string {
  return url.replace(/^["'`]?https?:\/\//, "").replace(/["'`]$/, "");
}
