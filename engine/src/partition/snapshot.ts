import type { HistoryEvent, InstanceId, PartitionId, TaskId } from "../model/index.js";
import type { Instance, PartitionState, PendingTask, PublishedCode } from "./state.js";

/** A partition's state as plain data that JSON can carry. Changing its shape raises `formatVersion`. */
export interface StateSnapshot {
  readonly formatVersion: 1;
  readonly partition: PartitionId;
  readonly instances: readonly InstanceSnapshot[];
  readonly codes: readonly PublishedCode[];
}

export interface InstanceSnapshot {
  readonly instance: Instance;
  readonly history: readonly HistoryEvent[];
  /** Absent when the instance has finished. */
  readonly tasks?: readonly (readonly [TaskId, PendingTask])[];
}

/** Law: `serialize(step(deserialize(s), e)) = serialize(step(s, e))` for every state and event. */
export function toSnapshot(state: PartitionState): StateSnapshot {
  const instances = [...state.instances].map(([id, instance]) => instanceSnapshot(state, id, instance));
  return { formatVersion: 1, partition: state.partition, instances, codes: [...state.codes.values()] };
}

export function fromSnapshot(snapshot: StateSnapshot): PartitionState {
  const state: PartitionState = {
    partition: snapshot.partition,
    instances: new Map(),
    histories: new Map(),
    tasks: new Map(),
    codes: new Map(snapshot.codes.map((code) => [code.version, code])),
  };
  for (const { instance, history, tasks } of snapshot.instances) {
    const id = instance.record.instanceId;
    state.instances.set(id, instance);
    state.histories.set(id, [...history]);
    if (tasks !== undefined) state.tasks.set(id, new Map(tasks));
  }
  return state;
}

function instanceSnapshot(state: PartitionState, id: InstanceId, instance: Instance): InstanceSnapshot {
  const tasks = state.tasks.get(id);
  return { instance, history: [...(state.histories.get(id) ?? [])], ...(tasks && { tasks: [...tasks] }) };
}
