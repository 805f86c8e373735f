import type { ActivityScheduled, HistoryEventBase, InstanceRecord, TaskId } from "../model/index.js";
import { invariant } from "../model/index.js";
import type { Effect, RunActivity } from "./effect.js";
import type { TimerKey } from "./event.js";
import type { PartitionState, PendingActivity, PendingTask } from "./state.js";

/** What an activity's schedule says, read where it stands: in the history. */
export function scheduleOf(
  state: PartitionState,
  record: InstanceRecord,
  task: PendingActivity,
): HistoryEventBase & ActivityScheduled {
  const event = state.histories.get(record.instanceId)?.[task.scheduledSeq - 1];
  invariant(
    event?.type === "ActivityScheduled",
    `event ${task.scheduledSeq} of ${record.instanceId} schedules no activity but is ${event?.type}`,
  );
  return event;
}

/** The attempt that the task waits for, as an order to an executor. */
export function runAttempt(
  state: PartitionState,
  record: InstanceRecord,
  taskId: TaskId,
  task: PendingActivity,
): RunActivity {
  const { name, input } = scheduleOf(state, record, task);
  const { instanceId, executionId } = record;
  return { type: "RunActivity", instanceId, executionId, taskId, attempt: task.attempt, name, input };
}

export function timerKey(
  record: InstanceRecord,
  taskId: TaskId,
  purpose: TimerKey["purpose"],
  attempt: number,
): TimerKey {
  return { instanceId: record.instanceId, executionId: record.executionId, taskId, purpose, attempt };
}

/** Takes back what was asked for on behalf of a task that nobody waits for any more. */
export function abandon(record: InstanceRecord, taskId: TaskId, task: PendingTask, reason: string): readonly Effect[] {
  if (task.kind === "timer") return [{ type: "ClearTimer", ...timerKey(record, taskId, "sleep", 0) }];
  const { phase, attempt } = task;
  if (phase.kind === "backoff") return [{ type: "ClearTimer", ...timerKey(record, taskId, "retry", attempt) }];
  const { instanceId, executionId } = record;
  const abort: Effect = { type: "AbortActivity", instanceId, executionId, taskId, attempt, reason };
  if (phase.kind === "asked" || phase.timeoutAtMs === undefined) return [abort];
  return [abort, { type: "ClearTimer", ...timerKey(record, taskId, "timeout", attempt) }];
}

/** {@link abandon} for everything an instance waits for. */
export function abandonTasks(state: PartitionState, record: InstanceRecord, reason: string): readonly Effect[] {
  const effects: Effect[] = [];
  for (const [taskId, task] of state.tasks.get(record.instanceId) ?? []) {
    effects.push(...abandon(record, taskId, task, reason));
  }
  return effects;
}
