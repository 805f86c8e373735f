import type { Consequence } from "./consequence.js";
import { post, type SubPurged, sameTask } from "./message.js";
import { type Instance, isUnfinished, type PartitionState } from "./state.js";

/**
 * Forgets a finished instance: it is as if it had never been, and its id and request id are free. With
 * `recursive`, those that it started and waited for are told to be forgotten, too; its history says who
 * they are, so those of an execution before the last one, which continued as new, stay.
 */
export function purge(state: PartitionState, instance: Instance, recursive: boolean): readonly Consequence[] {
  const { instanceId, executionId } = instance.record;
  state.instances.delete(instanceId);
  const forgotten: Consequence = { type: "ForgetHistory", instanceId };
  if (!recursive) return [forgotten];
  const told = instance.history.flatMap((event) => {
    if (event.type !== "SubOrchestrationScheduled") return [];
    const { taskId, instanceId: to } = event;
    return [post({ type: "SubPurged", to, parent: { instanceId, executionId, taskId } })];
  });
  return [forgotten, ...told];
}

/**
 * The instance that started it was purged with its own. It has been told of its parent's end before, so it has
 * finished, unless it was left to go on: then it stays, and so does an instance of another parent.
 */
export function subPurged(state: PartitionState, { to, parent }: SubPurged): readonly Consequence[] {
  const instance = state.instances.get(to);
  if (instance?.parent === undefined || !sameTask(instance.parent, parent) || isUnfinished(instance)) return [];
  return purge(state, instance, true);
}
