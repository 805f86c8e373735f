import type { ActivityCatalog, ActivityInfo, GraphNode, NodeType, Value } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";

/** How a node looks, by what it does: never by hue. */
export type NodeKind = "work" | "flow" | "wait" | "terminal" | "container";

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

export type ActivitiesByName = ReadonlyMap<string, ActivityInfo>;

export function activitiesByName(catalog: ActivityCatalog): ActivitiesByName {
  return new Map(catalog.map((activity) => [activity.name, activity]));
}

export function kindOf(type: NodeType): NodeKind {
  switch (type) {
    case "start":
    case "return":
      return "terminal";
    case "activity":
    case "http":
    case "set":
      return "work";
    case "if":
      return "flow";
    case "delay":
      return "wait";
    case "forEach":
      return "container";
    default:
      return unreachable(type, "node type");
  }
}

/** What a type is called: in the palette, in labels, in the inspector. */
export const TYPE_TITLES: Readonly<Record<NodeType, string>> = {
  start: "Start",
  return: "Return",
  activity: "Activity",
  http: "HTTP request",
  set: "Set",
  if: "If",
  delay: "Delay",
  forEach: "For each",
};

export const TYPE_ICONS: Readonly<Record<NodeType, string>> = {
  start: "player-play",
  return: "corner-down-right",
  activity: "bolt",
  http: "world",
  set: "variable",
  if: "git-branch",
  delay: "hourglass",
  forEach: "repeat",
};

export function faceOf(node: GraphNode, activities: ActivitiesByName): NodeFace {
  const activity = node.type === "activity" ? activities.get(node.config.activity) : undefined;
  return {
    kind: kindOf(node.type),
    icon: activity?.icon ?? TYPE_ICONS[node.type],
    typeTitle: activity?.title ?? TYPE_TITLES[node.type],
    title: node.name,
    subtitle: subtitleOf(node),
  };
}

function subtitleOf(node: GraphNode): string {
  switch (node.type) {
    case "start":
      return "where a run begins";
    case "return":
      return `return ${textOfValue(node.config.value)}`;
    case "activity":
      return node.config.activity === "" ? "no activity chosen" : node.config.activity;
    case "http":
      return `${node.config.method} ${shortUrl(textOfValue(node.config.url))}`;
    case "set":
      return node.config.fields.length === 0
        ? "no fields"
        : node.config.fields.map((field) => field.name || "unnamed").join(", ");
    case "if":
      return node.config.condition === "" ? "no condition" : node.config.condition;
    case "delay":
      return "literal" in node.config.durationMs && typeof node.config.durationMs.literal === "number"
        ? durationText(node.config.durationMs.literal)
        : `${textOfValue(node.config.durationMs)} ms`;
    case "forEach":
      return `for each ${node.config.itemName || "item"} in ${node.config.items || "…"}`;
    default:
      return unreachable(node, "node");
  }
}

/** A setting in a few words: the expression itself, or the value as one would say it. */
export function textOfValue(value: Value): string {
  if ("expression" in value) return value.expression === "" ? "…" : value.expression;
  if (typeof value.literal === "string") return value.literal === "" ? "…" : value.literal;
  return JSON.stringify(value.literal);
}

function shortUrl(url: string): string {
  return url.replace(/^["'`]?https?:\/\//, "").replace(/["'`]$/, "");
}

/** `1500` → `1.5 s`. Whole units where they fit. */
export function durationText(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return "…";
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const;
  for (const [unit, lengthMs] of units) {
    if (durationMs >= lengthMs) return `${Math.round((durationMs / lengthMs) * 100) / 100} ${unit}`;
  }
  return `${durationMs} ms`;
}
