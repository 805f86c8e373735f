import type { GraphNode, NodeOf } from "@dacapo/engine/compiler";
import type { RetryPolicy } from "@dacapo/engine/model";

/** A node that becomes an activity: it can be retried and timed. */
export type WorkNode = NodeOf<"activity"> | NodeOf<"http">;

export function isWork(node: GraphNode): node is WorkNode {
  return node.type === "activity" || node.type === "http";
}

export function retryOf(node: GraphNode): WorkNode["retry"] {
  return isWork(node) ? node.retry : undefined;
}

/** What a new retry policy says before its author says more. */
export const DEFAULT_RETRY = { maxAttempts: 3, firstDelayMs: 1_000, backoff: 2 } as const satisfies RetryPolicy;
