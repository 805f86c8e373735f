import { unreachable } from "../../model/index.js";
import { awaitedAttempt, settleAttempt } from "../attempt.js";
import type { Effect } from "../effect.js";
import type { TimerFired } from "../event.js";
import { runningInstance, tell } from "../execution.js";
import type { PartitionState } from "../state.js";
import { runAttempt, scheduleOf } from "../tasks.js";

/** A timer that nobody waits for any more fires into the void. */
export function timerFired(state: PartitionState, event: TimerFired): readonly Effect[] {
  switch (event.purpose) {
    case "sleep":
      return sleepOver(state, event);
    case "retry":
      return retryDue(state, event);
    case "timeout":
      return attemptTimedOut(state, event);
    default:
      return unreachable(event.purpose, "timer");
  }
}

function sleepOver(state: PartitionState, event: TimerFired): readonly Effect[] {
  const instance = runningInstance(state, event);
  const tasks = state.tasks.get(event.instanceId);
  if (instance === undefined || tasks?.get(event.taskId)?.kind !== "timer") return [];
  tasks.delete(event.taskId);
  return tell(state, instance, event.atMs, { type: "TimerFired", taskId: event.taskId });
}

function retryDue(state: PartitionState, event: TimerFired): readonly Effect[] {
  const instance = runningInstance(state, event);
  const tasks = state.tasks.get(event.instanceId);
  const task = tasks?.get(event.taskId);
  if (instance === undefined || tasks === undefined || task?.kind !== "activity") return [];
  if (task.phase.kind !== "backoff" || task.attempt !== event.attempt) return [];
  const asked = { ...task, phase: { kind: "asked" } } as const;
  tasks.set(event.taskId, asked);
  return [runAttempt(state, instance.record, event.taskId, asked)];
}

function attemptTimedOut(state: PartitionState, event: TimerFired): readonly Effect[] {
  const awaited = awaitedAttempt(state, event);
  if (awaited?.task.phase.kind !== "started") return [];
  const { name, timeoutMs } = scheduleOf(state, awaited.instance.record, awaited.task);
  const { instanceId, executionId, taskId, attempt } = event;
  const message = `Attempt ${attempt} of activity ${name} did not end within ${timeoutMs} ms.`;
  return [
    { type: "AbortActivity", instanceId, executionId, taskId, attempt, reason: message },
    ...settleAttempt(state, event, { kind: "failed", failure: { code: "Timeout", message } }, event.atMs),
  ];
}
