import type { GraphNode, NodeType } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import type { ActivitiesByName } from "./face";
import { identifierFrom, uniqueName } from "./unique-name";

/** What a person picks from the palette: a type of node, or one activity. */
export type NodeTemplate =
  | { readonly type: Exclude<NodeType, "activity"> }
  | { readonly type: "activity"; readonly activity: string };

export interface NewNodeSurroundings {
  readonly id: string;
  readonly taken: ReadonlySet<string>;
  readonly activities: ActivitiesByName;
  /** The node that the new one will come after: a return gives its value on, say. */
  readonly after?: GraphNode | undefined;
  readonly parent?: string | undefined;
}

/** A new node with a name that is free and settings that are right as often as can be guessed. */
export function newNode(template: NodeTemplate, surroundings: NewNodeSurroundings): GraphNode {
  const { id, taken, activities, after, parent } = surroundings;
  const common = (name: string) => ({ id, name: uniqueName(name, taken), ...(parent !== undefined && { parent }) });
  switch (template.type) {
    case "start":
      return { ...common("start"), type: "start", config: {} };
    case "return":
      return { ...common("result"), type: "return", config: { value: { expression: valueNameOf(after) } } };
    case "http":
      return { ...common("request"), type: "http", config: { method: "GET", url: { literal: "" } } };
    case "set":
      return {
        ...common("values"),
        type: "set",
        config: { fields: [{ name: "value", value: { expression: valueNameOf(after) } }] },
      };
    case "if":
      return { ...common("decide"), type: "if", config: { condition: "" } };
    case "delay":
      return { ...common("pause"), type: "delay", config: { durationMs: { literal: 1_000 } } };
    case "forEach":
      return { ...common("each"), type: "forEach", config: { items: "", itemName: uniqueName("item", taken) } };
    case "activity":
      return {
        ...common(identifierFrom(template.activity.split(".").at(-1) ?? template.activity)),
        type: "activity",
        config: { activity: template.activity, input: defaultInputOf(template.activity, activities) },
      };
    default:
      return unreachable(template, "node template");
  }
}

/** The word by which expressions read what a node gives; nothing when it gives nothing. */
function valueNameOf(node: GraphNode | undefined): string {
  if (node === undefined || node.type === "if" || node.type === "delay" || node.type === "return") return "";
  return node.type === "start" ? "input" : node.name;
}

type ActivityInput = Extract<GraphNode, { type: "activity" }>["config"]["input"];

/** What the activity's own schema names as defaults. */
function defaultInputOf(activity: string, activities: ActivitiesByName): ActivityInput {
  const properties = activities.get(activity)?.inputSchema.properties;
  if (properties === null || typeof properties !== "object" || Array.isArray(properties)) return {};
  const input: ActivityInput = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (schema === null || typeof schema !== "object" || Array.isArray(schema) || !("default" in schema)) continue;
    if (schema.default !== undefined) input[name] = { literal: schema.default };
  }
  return input;
}
