import { unreachable } from "../../model/index.js";
import type { Diagnostic } from "../diagnostic.js";
import { type GraphNode, isWork } from "../graph.js";
import { nodeExpressions } from "../settings.js";
import { activityFindings } from "./activity.js";
import { codeFindings } from "./code.js";
import { type Check, type CheckContext, quoted } from "./context.js";
import { callFindings, lockFindings } from "./entity.js";
import { approvalFindings, eventFindings } from "./event.js";
import type { Finding } from "./finding.js";
import { delayFindings, setFindings, switchFindings, throwFindings } from "./flow.js";
import { httpFindings } from "./http.js";
import { checkInputSchema } from "./json-schema.js";
import { retryFindings } from "./retry.js";
import { catchFindings, forEachFindings, timeoutFindings, tryFindings, whileFindings } from "./scope.js";
import { workflowFindings } from "./workflow.js";

/** Every setting that a node needs is there and, where it is a fixed value, fits. */
export const checkSettings: Check = (context) => [
  ...context.graph.nodes.flatMap((node) =>
    findingsOf(node, context).map((finding): Diagnostic => ({ severity: "error", nodeId: node.id, ...finding })),
  ),
  ...checkInputSchema(context),
];

function findingsOf(node: GraphNode, context: CheckContext): Finding[] {
  return [...emptyExpressions(node), ...ownFindings(node, context), ...(isWork(node) ? retryFindings(node) : [])];
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
  const index = Number(rest[0]);
  switch (group) {
    case "fields": {
      const named = node.type === "set" ? node.config.fields[index]?.name : undefined;
      return named ? `the field ${named}` : `field ${index + 1}`;
    }
    case "cases": {
      const label = node.type === "switch" ? node.config.cases[index]?.label : undefined;
      return `the condition of ${label ? `the case ${label}` : `case ${index + 1}`}`;
    }
    case "variables": {
      const variable = node.type === "while" ? node.config.variables[index]?.name : undefined;
      const value = rest[1] === "next" ? "next value" : "first value";
      return `the ${value} of ${variable || `variable ${index + 1}`}`;
    }
    case "inputs":
      return `its input ${node.type === "code" ? (node.config.inputs[index]?.name ?? index + 1) : index + 1}`;
    case "entities":
      return `the key of entity ${index + 1}`;
    case "headers":
      return `the header ${name}`;
    case "query":
      return `the query parameter ${name}`;
    case "input":
      return name || "its input";
    case "url":
      return "its URL";
    case "durationMs":
      return "its time";
    case "waitMs":
    case "limitMs":
      return "its time limit";
    case "until":
    case "at":
      return "its date";
    case "retryIf":
      return "when it is tried again";
    default:
      return `its ${group}`;
  }
}

function ownFindings(node: GraphNode, context: CheckContext): readonly Finding[] {
  switch (node.type) {
    case "start":
    case "return":
    case "if":
    case "continueAsNew":
    case "setStatus":
    case "finally":
    case "race":
    case "note":
    case "group":
      return [];
    case "activity":
      return activityFindings(node, context);
    case "http":
      return httpFindings(node);
    case "code":
      return codeFindings(node);
    case "set":
      return setFindings(node);
    case "switch":
      return switchFindings(node);
    case "delay":
      return delayFindings(node);
    case "throw":
      return throwFindings(node);
    case "waitForEvent":
      return eventFindings(node);
    case "approval":
      return approvalFindings(node);
    case "subWorkflow":
      return workflowFindings(node, context);
    case "callEntity":
    case "signalEntity":
      return callFindings(node, context);
    case "forEach":
      return forEachFindings(node);
    case "while":
      return whileFindings(node);
    case "try":
      return tryFindings(node, context);
    case "catch":
      return catchFindings(node);
    case "lock":
      return lockFindings(node, context);
    case "timeout":
      return timeoutFindings(node);
    default:
      return unreachable(node, "node type");
  }
}
