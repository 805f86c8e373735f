import type { ExecutionForked, ExecutionRewound, HistoryEvent } from "./history.js";
import type { TaskId } from "./ids.js";
import { unreachable } from "./invariant.js";

/**
 * The events of a history that count. A rewind and a fork take back the last turns of a run, and outcomes that are
 * to come another time; they are still there to be read, and nobody goes by them any more. What is left is a history
 * that an orchestrator could have made, with the numbers that the events have.
 *
 * Law: a history that was neither rewound nor forked stands as it is.
 */
export function standing(history: readonly HistoryEvent[]): readonly HistoryEvent[] {
  if (!history.some(takesBack)) return history;
  let kept: HistoryEvent[] = [];
  for (const event of history) {
    kept.push(event);
    if (takesBack(event)) kept = without(kept, event);
  }
  return kept;
}

/** True for the events after which not everything before them counts. */
export function takesBack(event: HistoryEvent): event is HistoryEvent & (ExecutionRewound | ExecutionForked) {
  return event.type === "ExecutionRewound" || event.type === "ExecutionForked";
}

function without(
  events: readonly HistoryEvent[],
  { voidFromSeq = Number.POSITIVE_INFINITY, undone }: ExecutionRewound | ExecutionForked,
): HistoryEvent[] {
  const undoneSeqs = new Set(undone);
  // Task numbers are given again to what the turns that are taken another time ask for.
  const voidTasks = new Set<TaskId>();
  return events.filter((event) => {
    if (undoneSeqs.has(event.seq)) return false;
    if (event.seq < voidFromSeq) return true;
    const part = partOf(event);
    if (part === "asking" && "taskId" in event) voidTasks.add(event.taskId);
    if (part === "asking" || part === "decision") return false;
    return part === "other" || !("taskId" in event && voidTasks.has(event.taskId));
  });
}

/**
 * What an event is to its run: a task that was asked for, something else that a turn decided, the outcome of a
 * task, or what happened to the run whatever it had decided.
 */
export function partOf(event: HistoryEvent): "asking" | "decision" | "outcome" | "other" {
  switch (event.type) {
    case "ActivityScheduled":
    case "TimerCreated":
    case "EventWaited":
    case "EntityCallScheduled":
    case "LockRequested":
    case "SubOrchestrationScheduled":
      return "asking";
    case "TurnStarted":
    case "TaskCancelled":
    case "NodeRecorded":
    case "BranchDecided":
    case "LoopStarted":
    case "LoopCompleted":
    case "EventReceived":
    case "EventSent":
    case "EntitySignaled":
    case "OrchestrationStarted":
    case "LockReleased":
    case "CustomStatusSet":
    case "SearchAttributesSet":
    case "ExecutionCompleted":
    case "ExecutionFailed":
    case "ExecutionTerminated":
      return "decision";
    case "ActivityStarted":
    case "ActivityAttemptFailed":
    case "ActivityCompleted":
    case "ActivityFailed":
    case "TimerFired":
    case "EventWaitTimedOut":
    case "EntityCallCompleted":
    case "EntityCallFailed":
    case "LockAcquired":
    case "SubOrchestrationCompleted":
    case "SubOrchestrationFailed":
      return "outcome";
    case "ExecutionStarted":
    case "ContinuedAsNew":
    case "ExecutionSuspended":
    case "ExecutionResumed":
    case "ExecutionRewound":
    case "ExecutionForked":
    case "ExecutionCancelRequested":
    case "EventRaised":
      return "other";
    default:
      return unreachable(event, "history event");
  }
}
