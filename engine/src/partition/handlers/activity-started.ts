import { awaitedAttempt, goesOn } from "../attempt.js";
import type { Consequence } from "../consequence.js";
import type { ActivityStarted } from "../event.js";
import { note } from "../execution.js";
import type { PartitionState } from "../state.js";
import { scheduleOf, timerKey } from "../tasks.js";

/** The attempt has left the executor's queue: people may know, and its time limit begins to run. */
export function activityStarted(state: PartitionState, event: ActivityStarted): readonly Consequence[] {
  const awaited = awaitedAttempt(state, event);
  if (awaited === undefined || awaited.task.phase.kind === "started") return [];
  const { instance, task } = awaited;
  const { taskId, attempt, atMs } = event;
  const { timeoutMs } = scheduleOf(instance, task);
  const timeoutAtMs = timeoutMs === undefined ? undefined : atMs + timeoutMs;
  instance.tasks.set(taskId, {
    ...task,
    phase: { kind: "started", ...(timeoutAtMs !== undefined && { timeoutAtMs }) },
  });
  const noted = note(state, instance, atMs, { type: "ActivityStarted", taskId, attempt });
  if (timeoutAtMs === undefined || !goesOn(state, event)) return noted;
  const key = timerKey(instance.record, taskId, "timeout", attempt);
  return [...noted, { type: "SetTimer", ...key, fireAtMs: timeoutAtMs }];
}
