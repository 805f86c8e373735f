import type { GraphNode, NodeType } from "@dacapo/engine/compiler";
import { unreachable } from "@dacapo/engine/model";
import type { CatalogIndex } from "./catalog-index";
import { identifierFrom, uniqueName } from "./unique-name";

/** What a person picks from the palette: a type of node, or one activity. */
export type NodeTemplate =
  | { readonly type: Exclude<NodeType, "activity"> }
  | { readonly type: "activity"; readonly activity: string };

export interface NewNodeSurroundings {
  readonly id: string;
  readonly taken: ReadonlySet<string>;
  readonly index: CatalogIndex;
  /** The node that the new one will come after: a return gives its value on, say. */
  readonly after?: GraphNode | undefined;
  readonly parent?: string | undefined;
}

/** A new node with a name that is free and settings that are right as often as can be guessed. */
export function newNode(template: NodeTemplate, surroundings: NewNodeSurroundings): GraphNode {
  const { id, taken, index, after, parent } = surroundings;
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
    case "switch":
      return { ...common("choose"), type: "switch", config: { cases: [{ id: "c1", label: "first", condition: "" }] } };
    case "delay":
      return { ...common("pause"), type: "delay", config: { durationMs: { literal: 1_000 } } };
    case "throw":
      return {
        ...common("fail"),
        type: "throw",
        config: { code: { literal: "Refused" }, message: { literal: "" } },
      };
    case "code":
      return {
        ...common("compute"),
        type: "code",
        config: { language: "javascript", source: FIRST_CODE, inputs: codeInputsOf(after) },
      };
    case "waitForEvent":
      return { ...common("event"), type: "waitForEvent", config: { event: { literal: "" } } };
    case "approval":
      return { ...common("approval"), type: "approval", config: { question: { literal: "" } } };
    case "subWorkflow":
      return {
        ...common("sub"),
        type: "subWorkflow",
        config: { workflow: "", input: { expression: valueNameOf(after) }, wait: true },
      };
    case "callEntity":
      return {
        ...common("answer"),
        type: "callEntity",
        config: { ...firstOperation(index), key: { literal: "" } },
      };
    case "signalEntity":
      return {
        ...common("signal"),
        type: "signalEntity",
        config: { ...firstOperation(index), key: { literal: "" } },
      };
    case "continueAsNew":
      return { ...common("again"), type: "continueAsNew", config: { input: { expression: valueNameOf(after) } } };
    case "setStatus":
      return { ...common("status"), type: "setStatus", config: { status: { literal: "" } } };
    case "forEach":
      return { ...common("each"), type: "forEach", config: { items: "", itemName: uniqueName("item", taken) } };
    case "while":
      return {
        ...common("loop"),
        type: "while",
        config: {
          condition: "",
          variables: [
            { name: uniqueName("round", taken), initial: { literal: 0 }, next: `${uniqueName("round", taken)} + 1` },
          ],
        },
      };
    case "try":
      return { ...common("attempt"), type: "try", config: {} };
    case "catch":
      return { ...common("onFailure"), type: "catch", config: { errorName: uniqueName("failure", taken) } };
    case "finally":
      return { ...common("atEnd"), type: "finally", config: {} };
    case "lock":
      return {
        ...common("exclusive"),
        type: "lock",
        config: { entities: [{ entity: index.entities.values().next().value?.name ?? "", key: { literal: "" } }] },
      };
    case "timeout":
      return { ...common("inTime"), type: "timeout", config: { limitMs: { literal: 60_000 } } };
    case "race":
      return { ...common("first"), type: "race", config: {} };
    case "note":
      return { ...common("note"), type: "note", config: { text: "" } };
    case "group":
      return { ...common("frame"), type: "group", config: { title: "Frame" } };
    case "activity":
      return {
        ...common(identifierFrom(template.activity.split(".").at(-1) ?? template.activity)),
        type: "activity",
        config: { activity: template.activity, input: defaultInputOf(template.activity, index) },
      };
    default:
      return unreachable(template, "node template");
  }
}

const FIRST_CODE = "// Each input is a variable here. What you return is the value of the node.\nreturn null;\n";

/** The word by which expressions read what a node gives; nothing when it gives nothing. */
function valueNameOf(node: GraphNode | undefined): string {
  switch (node?.type) {
    case undefined:
    case "if":
    case "switch":
    case "delay":
    case "return":
    case "throw":
    case "continueAsNew":
    case "setStatus":
    case "signalEntity":
    case "catch":
    case "finally":
    case "note":
    case "group":
      return "";
    case "start":
      return "input";
    default:
      return node?.name ?? "";
  }
}

function codeInputsOf(after: GraphNode | undefined): { name: string; value: { expression: string } }[] {
  const name = valueNameOf(after);
  return name === "" ? [] : [{ name, value: { expression: name } }];
}

/** The only entity and its only operation are what is meant; of several, the author chooses. */
function firstOperation(index: CatalogIndex): { entity: string; operation: string } {
  const [entity, another] = index.entities.values();
  if (entity === undefined || another !== undefined) return { entity: "", operation: "" };
  const [operation, second] = entity.operations;
  return { entity: entity.name, operation: second === undefined ? (operation?.name ?? "") : "" };
}

type ActivityInput = Extract<GraphNode, { type: "activity" }>["config"]["input"];

/** What the activity's own schema names as defaults. */
function defaultInputOf(activity: string, index: CatalogIndex): ActivityInput {
  const properties = index.activities.get(activity)?.inputSchema.properties;
  if (properties === null || typeof properties !== "object" || Array.isArray(properties)) return {};
  const input: ActivityInput = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (schema === null || typeof schema !== "object" || Array.isArray(schema) || !("default" in schema)) continue;
    if (schema.default !== undefined) input[name] = { literal: schema.default };
  }
  return input;
}
