import type { HistoryEvent } from "../model/index.js";
import { activityResult } from "./program.js";

/** What comes of something that a turn asked for. Everything else that a task's number stands on is the turn's own. */
const OUTCOMES: readonly HistoryEvent["type"][] = [
  "ActivityStarted",
  "ActivityAttemptFailed",
  "ActivityCompleted",
  "ActivityFailed",
  "TimerFired",
  "EventWaitTimedOut",
  "EntityCallCompleted",
  "EntityCallFailed",
  "LockAcquired",
  "SubOrchestrationCompleted",
  "SubOrchestrationFailed",
];
/** What happened to the run, whatever its turns were. */
const CAME_FROM_OUTSIDE: readonly HistoryEvent["type"][] = [
  "ExecutionStarted",
  "ContinuedAsNew",
  "ExecutionSuspended",
  "ExecutionResumed",
  "ExecutionRewound",
  "ExecutionForked",
  "EventRaised",
];

/**
 * The events that count after rewinds and forks, worked out from what these say of themselves: turns that are taken
 * another time count with nothing of what they did and of what came of it. Written down here once more, for whoever
 * checks the engine by the engine's own words would agree with it.
 */
export function whatCounts(history: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const counts: HistoryEvent[] = [];
  for (const event of history) {
    if (event.type === "ExecutionRewound" || event.type === "ExecutionForked") {
      const voidFromSeq = event.voidFromSeq ?? Number.POSITIVE_INFINITY;
      const asked = new Set<number>();
      const standing = counts.splice(0).filter((each) => {
        if (event.undone.includes(each.seq)) return false;
        if (each.seq < voidFromSeq || CAME_FROM_OUTSIDE.includes(each.type)) return true;
        const taskId = "taskId" in each ? each.taskId : undefined;
        if (taskId !== undefined && OUTCOMES.includes(each.type)) return !asked.has(taskId);
        // An event that was taken, and a task that was given up, are of a turn; the task may be of one before.
        if (taskId !== undefined && ASKING.includes(each.type)) asked.add(taskId);
        return false;
      });
      counts.push(...standing);
    }
    counts.push(event);
  }
  return counts;
}

const ASKING: readonly HistoryEvent["type"][] = [
  "ActivityScheduled",
  "TimerCreated",
  "EventWaited",
  "EntityCallScheduled",
  "LockRequested",
  "SubOrchestrationScheduled",
];

/** Says which law of `model/history.ts` a history breaks; `undefined` when it keeps them all. Part of a history is none. */
export function brokenLaw(history: readonly HistoryEvent[]): string | undefined {
  let previousMs = 0;
  for (const [index, event] of history.entries()) {
    const where = `event ${index + 1} (${event.type})`;
    if (event.seq !== index + 1) return `${where} has the number ${event.seq}`;
    if (event.atMs < previousMs) return `${where} is at ${event.atMs}, before ${previousMs}`;
    previousMs = event.atMs;
    if ((index === 0) !== (event.type === "ExecutionStarted")) return `${where} is out of place`;
  }
  return brokenLawOf(whatCounts(history));
}

/** The laws of what happened, for the events that count. */
function brokenLawOf(history: readonly HistoryEvent[]): string | undefined {
  const activities = new Map<number, { readonly name: string; readonly input: string }>();
  const timers = new Map<number, number>();
  const settled = new Set<number>();
  /** Calls of entities and requests for locks that wait for their answer. */
  const asked = new Set<number>();
  const raised = new Set<number>();
  let turns = 0;
  let isSuspended = false;
  let isCancelled = false;
  const edited = new Set(history.flatMap((event) => (event.type === "ExecutionForked" ? event.edited : [])));
  for (const [index, event] of history.entries()) {
    const where = `event ${event.seq} (${event.type})`;
    switch (event.type) {
      case "ExecutionSuspended":
        isSuspended = true;
        break;
      case "ExecutionResumed":
        if (!isSuspended) return `${where} lets go on what was not suspended`;
        isSuspended = false;
        break;
      case "ExecutionCancelRequested":
        if (isCancelled) return `${where} asks again for what was asked for`;
        isCancelled = true;
        // It goes on for its clean-up.
        isSuspended = false;
        break;
      case "TurnStarted":
        if (isSuspended) return `${where} is a turn of what was suspended`;
        turns += 1;
        if (event.turn !== turns) return `${where} is turn ${event.turn} instead of ${turns}`;
        if (event.deliveredThrough >= event.seq) return `${where} was told of what had not happened`;
        break;
      case "ActivityScheduled":
        activities.set(event.taskId, event);
        // An attempt that the orchestrator asks for itself is of the same task as the one before.
        if (event.attempt !== undefined && event.attempt > 1 && !settled.delete(event.taskId)) {
          return `${where} repeats what has not failed`;
        }
        break;
      case "TimerCreated":
        timers.set(event.taskId, event.fireAtMs);
        break;
      case "TimerFired": {
        const dueMs = timers.get(event.taskId);
        if (dueMs === undefined || settled.has(event.taskId)) return `${where} fires no timer that is set`;
        if (event.atMs < dueMs) return `${where} fires at ${event.atMs}, too early for ${dueMs}`;
        settled.add(event.taskId);
        break;
      }
      case "ActivityCompleted":
      case "ActivityFailed": {
        const activity = activities.get(event.taskId);
        if (activity === undefined || settled.has(event.taskId)) return `${where} ends nothing that was asked for`;
        settled.add(event.taskId);
        const right = JSON.stringify(activityResult(activity.name, activity.input as never));
        if (event.type === "ActivityCompleted" && event.result !== right && !edited.has(event.seq))
          return `${where} has a result nobody gave`;
        break;
      }
      case "TaskCancelled":
        settled.add(event.taskId);
        break;
      case "ExecutionCompleted":
      case "ExecutionFailed":
      case "ExecutionTerminated":
        if (index !== history.length - 1) return `${where} is not the last`;
        if (isCancelled && event.type !== "ExecutionTerminated") return `${where} ends what was cancelled`;
        break;
      case "EntityCallScheduled":
      case "LockRequested":
      case "SubOrchestrationScheduled":
        asked.add(event.taskId);
        break;
      case "EntityCallCompleted":
      case "EntityCallFailed":
      case "LockAcquired":
      case "SubOrchestrationCompleted":
      case "SubOrchestrationFailed":
        if (!asked.delete(event.taskId)) return `${where} answers nothing that was asked for`;
        break;
      case "EventRaised":
        raised.add(event.seq);
        break;
      case "EventReceived":
        if (!raised.delete(event.raisedSeq))
          return `${where} takes event ${event.raisedSeq}, which is not there to be taken`;
        break;
      case "ExecutionRewound":
      case "ExecutionForked":
        isSuspended = false;
        break;
      case "ExecutionStarted":
      case "ActivityStarted":
      case "ActivityAttemptFailed":
      case "NodeRecorded":
      case "BranchDecided":
      case "LoopStarted":
      case "LoopCompleted":
      case "ContinuedAsNew":
      case "EventWaited":
      case "EventWaitTimedOut":
      case "EventSent":
      case "EntitySignaled":
      case "OrchestrationStarted":
      case "LockReleased":
      case "CustomStatusSet":
      case "SearchAttributesSet":
        break;
    }
  }
  return undefined;
}
