import { type GraphNode, WORK_TYPES, type WorkNode } from "@dacapo/engine/compiler";
import type { RetryPolicy } from "@dacapo/engine/model";

export type { WorkNode } from "@dacapo/engine/compiler";

/** A node that does work: it can be tried again and timed. */
export function isWork(node: GraphNode): node is WorkNode {
  return (WORK_TYPES as readonly string[]).includes(node.type);
}

/** Nodes that take part in a run: they may be switched off, and wait for what comes before them. */
export type StepNode = Exclude<GraphNode, { type: "start" | "catch" | "finally" | "note" | "group" }>;

export function isStep(node: GraphNode): node is StepNode {
  switch (node.type) {
    case "start":
    case "catch":
    case "finally":
    case "note":
    case "group":
      return false;
    default:
      return true;
  }
}

export function isDisabled(node: GraphNode): boolean {
  return isStep(node) && node.disabled === true;
}

export function retryOf(node: GraphNode): WorkNode["retry"] {
  return isWork(node) ? node.retry : undefined;
}

/** What a new retry policy says before its author says more. */
export const DEFAULT_RETRY = { maxAttempts: 3, firstDelayMs: 1_000, backoff: 2 } as const satisfies RetryPolicy;
