import { DataDirNewer, type PartitionId, type TaskId } from "../model/index.js";
import type { Entity, EntityRequest, Instance, Outgoing, PartitionHead, PendingTask, PublishedCode } from "./state.js";

/** The format of all that is written here. Changing a shape raises it, and the reader keeps the old ones. */
const FORMAT = 1;

/** A partition's head as plain data that JSON can carry. */
export interface HeadSnapshot {
  readonly formatVersion: typeof FORMAT;
  readonly partition: PartitionId;
  readonly codes: readonly PublishedCode[];
  readonly outbox: readonly (readonly [PartitionId, Outgoing])[];
  readonly dedup: readonly (readonly [PartitionId, number])[];
}

/** One instance as plain data. */
export interface InstanceSnapshot {
  readonly formatVersion: typeof FORMAT;
  readonly instance: Omit<Instance, "tasks">;
  /** Absent when the instance has finished. */
  readonly tasks?: readonly (readonly [TaskId, PendingTask])[];
}

/** One entity as plain data. */
export interface EntitySnapshot {
  readonly formatVersion: typeof FORMAT;
  readonly entity: Omit<Entity, "queue">;
  readonly queue: readonly EntityRequest[];
}

/*
 * Law: serialize(step(deserialize(s), e)) = serialize(step(s, e)), for every state and event. What is
 * written shares nothing with the state that a later step changes in place.
 */

export function headSnapshot({ partition, codes, outbox, dedup }: PartitionHead): HeadSnapshot {
  return {
    formatVersion: FORMAT,
    partition,
    codes: [...codes.values()],
    outbox: [...outbox].map(([to, { firstSeq, messages }]) => [to, { firstSeq, messages: [...messages] }]),
    dedup: [...dedup],
  };
}

/** Reads what {@link headSnapshot} wrote, in this version or an earlier one. Throws {@link DataDirNewer}. */
export function headFromSnapshot(snapshot: HeadSnapshot): PartitionHead {
  const { partition, codes, outbox, dedup } = readable(snapshot);
  return {
    partition,
    codes: new Map(codes.map((code) => [code.version, code])),
    outbox: new Map(outbox.map(([to, { firstSeq, messages }]) => [to, { firstSeq, messages: [...messages] }])),
    dedup: new Map(dedup),
  };
}

export function instanceSnapshot({ tasks, ...instance }: Instance): InstanceSnapshot {
  return {
    formatVersion: FORMAT,
    instance: { ...instance, history: [...instance.history] },
    ...(tasks !== undefined && { tasks: [...tasks] }),
  };
}

/** Reads what {@link instanceSnapshot} wrote, in this version or an earlier one. Throws {@link DataDirNewer}. */
export function instanceFromSnapshot(snapshot: InstanceSnapshot): Instance {
  const { instance, tasks } = readable(snapshot);
  return { ...instance, history: [...instance.history], ...(tasks !== undefined && { tasks: new Map(tasks) }) };
}

export function entitySnapshot({ queue, ...entity }: Entity): EntitySnapshot {
  return { formatVersion: FORMAT, entity, queue: [...queue.values()] };
}

/** Reads what {@link entitySnapshot} wrote, in this version or an earlier one. Throws {@link DataDirNewer}. */
export function entityFromSnapshot(snapshot: EntitySnapshot): Entity {
  const { entity, queue } = readable(snapshot);
  return { ...entity, queue: new Map(queue.map((request) => [request.number, request])) };
}

function readable<Snapshot extends { readonly formatVersion: number }>(snapshot: Snapshot): Snapshot {
  const { formatVersion } = snapshot;
  if (formatVersion === FORMAT) return snapshot;
  throw new DataDirNewer(
    `A snapshot has format ${formatVersion}; this Dacapo reads formats up to ${FORMAT}. Start the newer Dacapo that wrote it.`,
  );
}
