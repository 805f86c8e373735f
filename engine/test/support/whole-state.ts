import { type InstanceId, type PartitionId, partitionId } from "../../src/model/index.js";
import { emptyState, type ResidentState } from "../../src/partition/state.js";
import type { LogGroup } from "../../src/partition/step-together.js";
import {
  decodeEntity,
  decodeHead,
  decodeInstance,
  encodeEntity,
  encodeHead,
  encodeInstance,
} from "../../src/storage/state-codec.js";
import { plainEntity, plainHead, plainInstance } from "./plain-state.js";

/** Everything a partition knows, as JSON gives it back. Two partitions know the same exactly when these are equal. */
export function wholeState(state: ResidentState): unknown {
  return {
    head: viaJson(plainHead(state)),
    instances: [...state.instances.entries()].map(([id, instance]) => [id, viaJson(plainInstance(instance))]),
    entities: [...state.entities.entries()].map(([id, entity]) => [id, viaJson(plainEntity(entity))]),
  };
}

/** A partition that was written down and read again: nothing in it is shared with the first one. */
export function copyOf(state: ResidentState): ResidentState {
  const copy = { ...emptyState(state.partition), ...decodeHead(encodeHead(state)) };
  for (const [id, instance] of state.instances.entries())
    copy.instances.put(id, decodeInstance(encodeInstance(instance)));
  for (const [id, entity] of state.entities.entries()) copy.entities.put(id, decodeEntity(encodeEntity(entity)));
  return copy;
}

/** The log of some partitions of a hub that has more. The default is a hub of one partition. */
export function groupOf(...states: readonly ResidentState[]): LogGroup {
  return groupWithin(states.length, states);
}

export function groupWithin(partitionCount: number, states: readonly ResidentState[]): LogGroup {
  const members = new Map<PartitionId, ResidentState>(states.map((state) => [state.partition, state]));
  return {
    partitionCount,
    get: (partition) => members.get(partition),
    residents: (partition): Iterable<InstanceId> => members.get(partition)?.instances.keys() ?? [],
  };
}

/** Partitions 0 to `count - 1`, empty. */
export const emptyStates = (count: number): ResidentState[] =>
  Array.from({ length: count }, (_, index) => emptyState(partitionId(index)));

const viaJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
