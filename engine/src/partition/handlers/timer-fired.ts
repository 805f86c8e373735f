import { type ActivityFailed, invariant, isTooLate, retryTimeout, unreachable } from "../../model/index.js";
import { awaitedAttempt, settleAttempt } from "../attempt.js";
import type { Consequence } from "../consequence.js";
import type { TimerFired } from "../event.js";
import { runningInstance, tell } from "../execution.js";
import { signalDue } from "../scheduled-signals.js";
import {
  isEpisodeDue,
  type PartitionState,
  type PendingActivity,
  type Session,
  START,
  type UnfinishedInstance,
} from "../state.js";
import { runAttempt, scheduleOf } from "../tasks.js";

/** A timer that nobody waits for any more fires into the void. */
export function timerFired(state: PartitionState, event: TimerFired): readonly Consequence[] {
  switch (event.purpose) {
    case "sleep":
      if (event.taskId === START) return startDue(state, event);
      return waitOver(state, event, "timer", "TimerFired");
    case "event":
      return waitOver(state, event, "event", "EventWaitTimedOut");
    case "retry":
      return retryDue(state, event);
    case "timeout":
      return attemptTimedOut(state, event);
    case "signal":
      return signalDue(state, event);
    default:
      return unreachable(event.purpose, "timer");
  }
}

/** The time of a start has come: the first turn may begin, unless the instance was suspended meanwhile. */
function startDue(state: PartitionState, { instanceId, executionId }: TimerFired): readonly Consequence[] {
  const instance = runningInstance(state, { instanceId, executionId });
  if (instance?.tasks.delete(START) !== true) return [];
  const session: Session = { ...instance.session, scheduled: undefined };
  state.instances.put(instanceId, { ...instance, session });
  return isEpisodeDue(session) ? [{ type: "RunEpisode", instanceId, executionId }] : [];
}

function waitOver(
  state: PartitionState,
  event: TimerFired,
  kind: "timer" | "event",
  type: "TimerFired" | "EventWaitTimedOut",
): readonly Consequence[] {
  const instance = runningInstance(state, event);
  if (instance?.tasks.get(event.taskId)?.kind !== kind) return [];
  instance.tasks.delete(event.taskId);
  return tell(state, instance, event.atMs, { type, taskId: event.taskId });
}

function retryDue(state: PartitionState, event: TimerFired): readonly Consequence[] {
  const instance = runningInstance(state, event);
  const task = instance?.tasks.get(event.taskId);
  if (instance === undefined || task?.kind !== "activity") return [];
  if (task.phase.kind !== "backoff" || task.attempt !== event.attempt) return [];
  const tooLate = tooLateToRepeat(instance, task, event);
  if (tooLate !== undefined) {
    instance.tasks.delete(event.taskId);
    return tell(state, instance, event.atMs, tooLate);
  }
  const asked = { ...task, phase: { kind: "asked" } } as const;
  instance.tasks.set(event.taskId, asked);
  state.instances.put(event.instanceId, instance);
  return [runAttempt(instance, event.taskId, asked)];
}

/** A wait may last longer than was meant, when nobody was there to end it. */
function tooLateToRepeat(
  { history }: UnfinishedInstance,
  task: PendingActivity,
  { executionId, taskId, atMs }: TimerFired,
): ActivityFailed | undefined {
  const schedule = history[task.scheduledSeq - 1];
  if (schedule?.type !== "ActivityScheduled" || schedule.retry === undefined) return undefined;
  if (!isTooLate(schedule.retry, schedule.atMs, atMs)) return undefined;
  const last = history.findLast((past) => past.type === "ActivityAttemptFailed" && past.taskId === taskId);
  invariant(last?.type === "ActivityAttemptFailed", `task ${taskId} of ${executionId} waits for a repeat of nothing`);
  const { attempt, failure } = last;
  const called = {
    executionId,
    taskId,
    what: `Activity ${schedule.name}`,
    attempt,
    failure,
    calledAtMs: schedule.atMs,
  };
  return { type: "ActivityFailed", taskId, attempt, failure: retryTimeout(schedule.retry, called) };
}

function attemptTimedOut(state: PartitionState, event: TimerFired): readonly Consequence[] {
  const awaited = awaitedAttempt(state, event);
  if (awaited?.task.phase.kind !== "started") return [];
  const { name, timeoutMs } = scheduleOf(awaited.instance, awaited.task);
  const { instanceId, executionId, taskId, attempt } = event;
  const message = `Attempt ${attempt} of activity ${name} did not end within ${timeoutMs} ms.`;
  return [
    { type: "AbortActivity", instanceId, executionId, taskId, attempt, reason: message },
    ...settleAttempt(state, event, { kind: "failed", failure: { code: "Timeout", message } }, event.atMs),
  ];
}
