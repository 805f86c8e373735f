import type { EpochMs, HistoryEvent, InstanceId, RequestId } from "../model/index.js";
import type { Answer } from "./effect.js";
import type { Instance } from "./state.js";

/**
 * A client's request that may have been done before: the thread that was asked began anew and left no answer. What it
 * did is looked for where it shows, in the instance and its history, so that nothing need be remembered of requests.
 */
export interface AskedAgain {
  /** Names the request, also when it is asked again. Absent in records from before requests had names. */
  readonly requestId?: RequestId;
  /** When it was first asked, by the client's clock, which has not been set back since. Absent: now. */
  readonly firstAskedAtMs?: EpochMs;
}

type Asked = AskedAgain & { readonly atMs: EpochMs };

/**
 * The instance was made since, so that it may not be the one that was meant. One whose beginning lies in the future was
 * made before the clock was set back, and that was before the first asking.
 */
export function isAnother({ record }: Instance, { requestId, firstAskedAtMs, atMs }: Asked): boolean {
  if (firstAskedAtMs === undefined || record.createdAtMs <= firstAskedAtMs) return false;
  // A record from before is decided as it was: a log that is read another time must come to the same.
  return requestId === undefined || record.createdAtMs <= atMs;
}

type Done = Extract<
  HistoryEvent,
  {
    readonly type:
      | "ExecutionTerminated"
      | "ExecutionCancelRequested"
      | "ExecutionRewound"
      | "ExecutionSuspended"
      | "ExecutionResumed";
  }
>;

/** The history says that this very request was done. */
export function wasDone(
  { history }: Instance,
  request: Asked & { readonly reason: string },
  type: Done["type"],
): boolean {
  const { requestId, firstAskedAtMs } = request;
  if (firstAskedAtMs === undefined) return false;
  if (requestId === undefined) return wasDoneByTime(history, { ...request, firstAskedAtMs }, type);
  return history.some((event) => "requestId" in event && event.requestId === requestId);
}

/** Of a request without a name: the history has the like of it, for the same reason, since it was first asked. */
function wasDoneByTime(
  history: readonly HistoryEvent[],
  { reason, firstAskedAtMs }: { readonly reason: string; readonly firstAskedAtMs: EpochMs },
  type: Done["type"],
): boolean {
  // Times in a history never decrease.
  for (let index = history.length - 1; index >= 0; index--) {
    const event = history[index] as HistoryEvent;
    if (event.atMs < firstAskedAtMs) return false;
    if (event.type === type && "reason" in event && event.reason === reason) return true;
  }
  return false;
}

/** What the event that a request leaves in a history says of who asked. */
export const nameOf = ({ requestId }: AskedAgain): { readonly requestId?: RequestId } =>
  requestId === undefined ? {} : { requestId };

export function anotherByNow(instanceId: InstanceId): Answer {
  const message = `A part of the engine was restarted while it worked on this request, and the instance "${instanceId}" that is there now seems to have been made since: it was left alone. Whether the request was done to the one before is not known: look at the instance before you ask again.`;
  return { kind: "refused", code: "RequestInterrupted", message };
}
