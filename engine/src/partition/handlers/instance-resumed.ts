import type { EntityId, InstanceId, TaskId } from "../../model/index.js";
import type { Consequence } from "../consequence.js";
import type { InstanceResumed } from "../event.js";
import { timersOfEntity } from "../scheduled-signals.js";
import {
  isEpisodeDue,
  isUnfinished,
  type PartitionState,
  type PendingTask,
  type UnfinishedInstance,
} from "../state.js";
import { runAttempt, timerOf } from "../tasks.js";

/** Asks again for all that was under way outside of the partition on behalf of one instance or entity. */
export function instanceResumed(state: PartitionState, event: InstanceResumed): readonly Consequence[] {
  return [...resumeInstance(state, event.instanceId), ...resumeEntity(state, event.instanceId as EntityId)];
}

/**
 * Asks again for an instance's episode, activities and timers. An attempt that was running is asked
 * for again under its own number: at least once.
 */
export function resumeInstance(state: PartitionState, instanceId: InstanceId): readonly Consequence[] {
  const instance = state.instances.get(instanceId);
  if (instance === undefined || !isUnfinished(instance)) return [];
  const { executionId } = instance.record;
  const consequences: Consequence[] = [];
  if (isEpisodeDue(instance.session)) consequences.push({ type: "RunEpisode", instanceId, executionId });
  for (const [taskId, task] of instance.tasks) {
    const again = askedAgain(task);
    if (again !== task) {
      instance.tasks.set(taskId, again);
      state.instances.put(instanceId, instance);
    }
    consequences.push(...demand(instance, taskId, again));
  }
  return consequences;
}

function resumeEntity(state: PartitionState, entityId: EntityId): readonly Consequence[] {
  const entity = state.entities.get(entityId);
  if (entity === undefined) return [];
  const timers = timersOfEntity(entity);
  return entity.batch.out ? [{ type: "RunEntity", entityId }, ...timers] : timers;
}

/** An attempt that was started must report its start again, so that its time limit begins anew. */
function askedAgain(task: PendingTask): PendingTask {
  return task.kind === "activity" && task.phase.kind === "started" ? { ...task, phase: { kind: "asked" } } : task;
}

function demand(instance: UnfinishedInstance, taskId: TaskId, task: PendingTask): readonly Consequence[] {
  const timer = timerOf(instance.record, taskId, task);
  if (timer !== undefined) return [timer];
  return task.kind === "activity" ? [runAttempt(instance, taskId, task)] : [];
}
