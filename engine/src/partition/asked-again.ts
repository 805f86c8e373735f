import type { EpochMs, HistoryEvent, InstanceId } from "../model/index.js";
import type { Answer } from "./effect.js";
import type { Instance } from "./state.js";

/**
 * A client's request that may have been done before: the thread that was asked began anew and left no answer. What it
 * did is looked for where it shows, in the instance and its history, so that nothing need be remembered of requests.
 */
export interface AskedAgain {
  /** When it was first asked, by the client's clock. Absent: now. */
  readonly firstAskedAtMs?: EpochMs;
}

/** The instance was made since: it is not the one that was meant. */
export function isAnother({ record }: Instance, { firstAskedAtMs }: AskedAgain): boolean {
  return firstAskedAtMs !== undefined && record.createdAtMs > firstAskedAtMs;
}

type Done = Extract<
  HistoryEvent,
  { readonly type: "ExecutionTerminated" | "ExecutionRewound" | "ExecutionSuspended" | "ExecutionResumed" }
>;

/** The history says that this was done since it was first asked, for the reason that was given. */
export function wasDone(
  { history }: Instance,
  { reason, firstAskedAtMs }: AskedAgain & { readonly reason: string },
  type: Done["type"],
): boolean {
  if (firstAskedAtMs === undefined) return false;
  // Times in a history never decrease.
  for (let index = history.length - 1; index >= 0; index--) {
    const event = history[index] as HistoryEvent;
    if (event.atMs < firstAskedAtMs) return false;
    if (event.type === type && "reason" in event && event.reason === reason) return true;
  }
  return false;
}

export function anotherByNow(instanceId: InstanceId): Answer {
  const message = `A part of the engine was restarted while it worked on this request, and "${instanceId}" is another instance by now, which was left alone. Whether it was done to the one before is not known.`;
  return { kind: "refused", code: "RequestInterrupted", message };
}
