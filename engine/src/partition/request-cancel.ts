import type { CancelRequest } from "./clean-up.js";
import type { Consequence } from "./consequence.js";
import { append, end, isFull, settle } from "./execution.js";
import { isEpisodeDue, type PartitionState, type Session, type UnfinishedInstance } from "./state.js";

/**
 * Has a run end when its code has cleaned up. One whose code has not begun has nothing to clean up, and one whose
 * history is full has no room for it: both end here. One that cleans up already is left to it. One that is suspended
 * goes on for it: who wants a run to end does not want it to wait.
 */
export function requestCancel(
  state: PartitionState,
  instance: UnfinishedInstance,
  { reason, atMs, subs, requestId }: CancelRequest,
): readonly Consequence[] {
  const { history, record, session: before, tasks } = instance;
  if (record.cancelReason !== undefined) return [];
  const named = requestId === undefined ? {} : { requestId };
  if (before.turns === 0 || isFull(history, 1)) {
    return end(state, instance, atMs, { type: "ExecutionTerminated", reason, ...named }, { subs });
  }
  // Nobody waits for them any more: that the orchestrator takes them back then ends nothing.
  if (subs === "goOn") for (const [taskId, task] of tasks) if (task.kind === "sub") tasks.delete(taskId);
  append(history, atMs, { type: "ExecutionCancelRequested", reason, ...named });
  const session: Session = { ...before, suspended: undefined, episodeOut: true, lastMessageSeq: history.length };
  const cancelling = settle(state, instance, { session, record: { status: "Running", cancelReason: reason } });
  const { instanceId, executionId } = record;
  const published: Consequence = { type: "PublishHistory", record: cancelling, history };
  return isEpisodeDue(before) ? [published] : [published, { type: "RunEpisode", instanceId, executionId }];
}
