import type { EpochMs, ExecutionEnded, ExecutionTerminated, RequestId } from "../model/index.js";
import { isRunCancelled } from "../model/index.js";

/*
 * A run that is to end may clean up first:
 *
 *   running ──ExecutionCancelRequested──▶ cleaning up ──its code ends, however──▶ Terminated
 *                                              └──a termination without clean-up──▶ Terminated, at once
 */

/** How an execution ends that was on its way to an ending of its own: one that cleans up is terminated by that. */
export function endingOf(cancelReason: string | undefined, own: ExecutionEnded): ExecutionEnded {
  if (cancelReason === undefined || own.type === "ExecutionTerminated") return own;
  if (own.type === "ExecutionCompleted" || isRunCancelled(own.failure)) return cleanedUp(cancelReason);
  const { failure, origin } = own;
  return {
    type: "ExecutionTerminated",
    reason: cancelReason,
    cleanUp: { kind: "failed", failure, ...(origin !== undefined && { origin }) },
  };
}

/** The ending of a run whose clean-up has done what it wanted. */
export function cleanedUp(reason: string): ExecutionTerminated {
  return { type: "ExecutionTerminated", reason, cleanUp: { kind: "completed" } };
}

/** Somebody wants a run to end, when its code allows. */
export interface CancelRequest {
  readonly reason: string;
  readonly atMs: EpochMs;
  /** Of the client's request, if it was one. */
  readonly requestId?: RequestId;
  /** What becomes of the instances that it started and waits for: they are asked to end as it is, or go on. */
  readonly subs: "end" | "goOn";
}
