import type { ActivityScheduled, HistoryEventBase, InstanceRecord, TaskId } from "../model/index.js";
import { invariant, unreachable } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import type { Effect, RunActivity, SetTimer } from "./effect.js";
import type { TimerKey } from "./event.js";
import { post } from "./message.js";
import type { Instance, PendingActivity, PendingTask } from "./state.js";

/** What an activity's schedule says, read where it stands: in the history. */
export function scheduleOf({ record, history }: Instance, task: PendingActivity): HistoryEventBase & ActivityScheduled {
  const event = history[task.scheduledSeq - 1];
  invariant(
    event?.type === "ActivityScheduled",
    `event ${task.scheduledSeq} of ${record.instanceId} schedules no activity but is ${event?.type}`,
  );
  return event;
}

/** The attempt that the task waits for, as an order to an executor. */
export function runAttempt(instance: Instance, taskId: TaskId, task: PendingActivity): RunActivity {
  const { name, input, tags } = scheduleOf(instance, task);
  const { instanceId, executionId } = instance.record;
  const { attempt } = task;
  // No spread where there is nothing to add: this is asked for of every activity.
  const order = { type: "RunActivity", instanceId, executionId, taskId, attempt, name, input } as const;
  return tags === undefined ? order : { ...order, tags };
}

export function timerKey(
  record: InstanceRecord,
  taskId: TaskId,
  purpose: TimerKey["purpose"],
  attempt: number,
): TimerKey {
  return { instanceId: record.instanceId, executionId: record.executionId, taskId, purpose, attempt };
}

/** The timer that a task waits for, if it waits for one. The time limit of an attempt that runs is not waited for. */
export function timerOf(record: InstanceRecord, taskId: TaskId, task: PendingTask): SetTimer | undefined {
  switch (task.kind) {
    case "timer":
      return { type: "SetTimer", ...timerKey(record, taskId, "sleep", 0), fireAtMs: task.fireAtMs };
    case "activity": {
      const { phase, attempt } = task;
      if (phase.kind !== "backoff") return undefined;
      return { type: "SetTimer", ...timerKey(record, taskId, "retry", attempt), fireAtMs: phase.retryAtMs };
    }
    case "event": {
      const { deadlineMs } = task;
      if (deadlineMs === undefined) return undefined;
      return { type: "SetTimer", ...timerKey(record, taskId, "event", 0), fireAtMs: deadlineMs };
    }
    case "entityCall":
    case "lock":
    case "sub":
      return undefined;
    default:
      return unreachable(task, "task");
  }
}

/**
 * Takes back what was asked for on behalf of a task that nobody waits for any more. What was asked of
 * an entity goes on: its answer finds nobody. A lock is given back with its section. An orchestration that was called
 * ends at once, or cleans up first.
 */
export function abandon(
  record: InstanceRecord,
  taskId: TaskId,
  task: PendingTask,
  reason: string,
  its: { readonly subsCleanUp: boolean } = { subsCleanUp: false },
): readonly Consequence[] {
  const timer = timerOf(record, taskId, task);
  if (timer !== undefined) {
    const { fireAtMs: _fireAtMs, ...key } = timer;
    return [{ ...key, type: "ClearTimer" }];
  }
  const { instanceId, executionId } = record;
  if (task.kind === "sub") {
    const parent = { instanceId, executionId, taskId };
    const why = `Instance "${instanceId}", which started it, does not wait for it any more. ${reason}`;
    const cleanUp = its.subsCleanUp ? { cleanUp: true as const } : {};
    return [post({ type: "SubTerminated", to: task.instanceId, parent, reason: why, ...cleanUp })];
  }
  if (task.kind !== "activity") return [];
  const { phase, attempt } = task;
  const abort: Effect = { type: "AbortActivity", instanceId, executionId, taskId, attempt, reason };
  if (phase.kind !== "started" || phase.timeoutAtMs === undefined) return [abort];
  return [abort, { type: "ClearTimer", ...timerKey(record, taskId, "timeout", attempt) }];
}
