import type { PartitionId, TaskId } from "../../src/model/index.js";
import type {
  Entity,
  EntityRequest,
  Instance,
  Outgoing,
  PartitionHead,
  PendingTask,
  PublishedCode,
  ScheduledSignal,
} from "../../src/partition/state.js";

/*
 * Parts of a partition's state as JSON can carry them, for people to read: golden files hold them beside
 * the bytes, and two states are the same exactly when these are. What is stored is the bytes
 * (`storage/state-codec.ts`).
 */

export interface PlainHead {
  readonly partition: PartitionId;
  readonly codes: readonly PublishedCode[];
  readonly outbox: readonly (readonly [PartitionId, Outgoing])[];
  readonly dedup: readonly (readonly [PartitionId, number])[];
}

export interface PlainInstance {
  readonly instance: Omit<Instance, "tasks">;
  /** Absent when the instance has finished. */
  readonly tasks?: readonly (readonly [TaskId, PendingTask])[];
}

export interface PlainEntity {
  readonly entity: Omit<Entity, "queue" | "scheduled">;
  readonly queue: readonly EntityRequest[];
  readonly scheduled?: readonly (readonly [number, ScheduledSignal])[];
}

export function plainHead({ partition, codes, outbox, dedup }: PartitionHead): PlainHead {
  return { partition, codes: [...codes.values()], outbox: [...outbox], dedup: [...dedup] };
}

export function headOf({ partition, codes, outbox, dedup }: PlainHead): PartitionHead {
  return {
    partition,
    codes: new Map(codes.map((code) => [code.version, code])),
    outbox: new Map(outbox),
    dedup: new Map(dedup),
  };
}

export function plainInstance({ tasks, ...instance }: Instance): PlainInstance {
  return { instance, ...(tasks !== undefined && { tasks: [...tasks] }) };
}

export function instanceOf({ instance, tasks }: PlainInstance): Instance {
  return { ...instance, ...(tasks !== undefined && { tasks: new Map(tasks) }) };
}

export function plainEntity({ queue, scheduled, ...entity }: Entity): PlainEntity {
  return { entity, queue: [...queue.values()], ...(scheduled !== undefined && { scheduled: [...scheduled] }) };
}

export function entityOf({ entity, queue, scheduled }: PlainEntity): Entity {
  return {
    ...entity,
    // JSON leaves it out where there is none.
    lastModifiedAtMs: entity.lastModifiedAtMs,
    queue: new Map(queue.map((request) => [request.number, request])),
    ...(scheduled !== undefined && { scheduled: new Map(scheduled) }),
  };
}
