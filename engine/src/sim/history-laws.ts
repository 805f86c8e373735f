import type { HistoryEvent } from "../model/index.js";
import { activityResult } from "./program.js";

/** Says which law of `model/history.ts` a history breaks; `undefined` when it keeps them all. Part of a history is none. */
export function brokenLaw(history: readonly HistoryEvent[]): string | undefined {
  const activities = new Map<number, { readonly name: string; readonly input: string }>();
  const timers = new Map<number, number>();
  const settled = new Set<number>();
  /** Calls of entities and requests for locks that wait for their answer. */
  const asked = new Set<number>();
  const raised = new Set<number>();
  let turns = 0;
  let isSuspended = false;
  let previousMs = 0;
  for (const [index, event] of history.entries()) {
    const where = `event ${index + 1} (${event.type})`;
    if (event.seq !== index + 1) return `${where} has the number ${event.seq}`;
    if (event.atMs < previousMs) return `${where} is at ${event.atMs}, before ${previousMs}`;
    previousMs = event.atMs;
    if ((index === 0) !== (event.type === "ExecutionStarted")) return `${where} is out of place`;
    switch (event.type) {
      case "ExecutionSuspended":
        isSuspended = true;
        break;
      case "ExecutionResumed":
        if (!isSuspended) return `${where} lets go on what was not suspended`;
        isSuspended = false;
        break;
      case "TurnStarted":
        if (isSuspended) return `${where} is a turn of what was suspended`;
        turns += 1;
        if (event.turn !== turns) return `${where} is turn ${event.turn} instead of ${turns}`;
        if (event.deliveredThrough > index) return `${where} was told of what had not happened`;
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
        if (event.type === "ActivityCompleted" && event.result !== right) return `${where} has a result nobody gave`;
        break;
      }
      case "TaskCancelled":
        settled.add(event.taskId);
        break;
      case "ExecutionCompleted":
      case "ExecutionFailed":
      case "ExecutionTerminated":
        if (index !== history.length - 1) return `${where} is not the last`;
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
