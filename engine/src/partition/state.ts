import type {
  EntityId,
  EpochMs,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  JsonText,
  PartitionId,
  RequestId,
  TaskId,
  WorkflowVersion,
} from "../model/index.js";
import { taskId } from "../model/index.js";
import type { EntityCalled, EntitySignaled, LockRequested, Message, TaskKey } from "./message.js";
import { MapTable, type Table } from "./table.js";

/**
 * Everything a partition knows: a head that is always in memory, and two tables of what need not be.
 * The maps of the head are updated in place, so that a step costs what it touches.
 */
export interface PartitionState extends PartitionHead {
  readonly instances: Table<InstanceId, Instance>;
  readonly entities: Table<EntityId, Entity>;
}

export interface PartitionHead {
  readonly partition: PartitionId;
  readonly codes: Map<WorkflowVersion, PublishedCode>;
  /** What was sent to partitions of other logs and is not confirmed yet. */
  readonly outbox: Map<PartitionId, Outgoing>;
  /** The sequence number of the last message taken from each partition of another log. */
  readonly dedup: Map<PartitionId, number>;
}

/** The messages to one partition. The next one has the number `firstSeq + messages.length`; numbers begin at 1. */
export interface Outgoing {
  readonly firstSeq: number;
  /** In order, without a gap. Changed in place. */
  readonly messages: Message[];
}

/**
 * All that belongs to one instance. The records in it are replaced, never changed, so that what was
 * once handed out stays as it was; the history and the tasks alone are changed in place, by a step
 * that puts the instance.
 */
export interface Instance {
  readonly record: InstanceRecord;
  /** The request that started it: a repeat of it is not a second start. */
  readonly requestId?: RequestId | undefined;
  readonly session: Session;
  /** Append-only; its length is the record's `eventCount`. */
  readonly history: HistoryEvent[];
  /** What it waits for. Present exactly as long as it is unfinished. */
  readonly tasks?: Map<TaskId, PendingTask> | undefined;
  /** Who started it and waits for its end; absent for one that a client started. */
  readonly parent?: TaskKey | undefined;
  /** The critical section that it is in, or that it asks to enter while the task of that number is pending. */
  readonly section?: { readonly taskId: TaskId; readonly lockSet: readonly EntityId[] } | undefined;
}

/** An instance that goes on. */
export type UnfinishedInstance = Instance & { readonly tasks: Map<TaskId, PendingTask> };

/**
 * The orchestrator's side of an instance.
 *
 *   waiting ──a message it hears──▶ episode out ──EpisodeEnded──▶ waiting, or out again if more came
 *
 * While it is suspended it goes the same way, and the host is told of an episode that is out only when
 * it is resumed.
 */
export interface Session {
  /** Turns that have ended. */
  readonly turns: number;
  /** Turn number `turns + 1` has been asked for, or will be when the instance is resumed. */
  readonly episodeOut: boolean;
  /** No turn begins until it is resumed. One that had begun is committed. */
  readonly suspended?: true | undefined;
  /** Its first turn waits for a time; the timer is the task {@link START}. What it is told meanwhile is kept. */
  readonly scheduled?: true | undefined;
  /** It was rewound, or is a fork: not all of its history counts. */
  readonly altered?: true | undefined;
  /** The orchestrator has been told of every message up to and with this number. */
  readonly deliveredThrough: number;
  /** The number of the last message that it must hear. */
  readonly lastMessageSeq: number;
}

export type PendingTask =
  | PendingActivity
  | PendingTimer
  | PendingEventWait
  | PendingEntityCall
  | PendingLock
  | PendingSub;

export interface PendingActivity {
  readonly kind: "activity";
  /** Where its `ActivityScheduled` stands in the history: name, input, retry policy and timeout are read there. */
  readonly scheduledSeq: number;
  /** The attempt that is awaited, or in `backoff` the next one. */
  readonly attempt: number;
  readonly phase:
    | { readonly kind: "asked" }
    | { readonly kind: "started"; readonly timeoutAtMs?: EpochMs }
    | { readonly kind: "backoff"; readonly retryAtMs: EpochMs };
}

/** An attempt that nobody has begun yet. One for all: there may be a hundred thousand of them. */
export const ASKED = { kind: "asked" } as const;

export interface PendingTimer {
  readonly kind: "timer";
  readonly fireAtMs: EpochMs;
}

/** The orchestrator itself keeps the events that were raised and takes one that fits; only the deadline is ours. */
export interface PendingEventWait {
  readonly kind: "event";
  readonly deadlineMs?: EpochMs;
}

export interface PendingEntityCall {
  readonly kind: "entityCall";
}

export interface PendingLock {
  readonly kind: "lock";
}

export interface PendingSub {
  readonly kind: "sub";
  readonly instanceId: InstanceId;
}

/**
 * One entity: a value, and what waits to be done to it, strictly one thing after the other.
 *
 *   idle ──a request that may run──▶ batch out ──EntityBatchEnded──▶ idle, or out again if more may run
 *
 * A lock request is granted when everything before it is done. From then on only the requests of the
 * section's owner may run, wherever they stand in the queue, until the section is left.
 */
export interface Entity {
  readonly entityId: EntityId;
  /** Absent: it has no state, as before its first operation. */
  readonly state?: JsonText;
  /** By their numbers, in the order of arrival. Changed in place, by a step that puts the entity. */
  readonly queue: Map<number, EntityRequest>;
  /** The number of the request that arrived last; numbers begin at 1. */
  readonly arrivals: number;
  readonly batch: { readonly ended: number; readonly out: boolean };
  readonly lockedBy?: TaskKey;
  /** When its last operations ended. `undefined`: it has performed none since this is kept. */
  readonly lastModifiedAtMs: EpochMs | undefined;
  /**
   * Signals that are not due yet, by the numbers under which they arrived. Changed in place, by a step that puts
   * the entity; absent rather than empty.
   */
  readonly scheduled?: Map<number, ScheduledSignal>;
}

export type ScheduledSignal = EntitySignaled & { readonly dueAtMs: EpochMs };

export type EntityRequest =
  | { readonly kind: "call"; readonly number: number; readonly request: EntityCalled }
  | { readonly kind: "signal"; readonly number: number; readonly request: EntitySignaled }
  | { readonly kind: "lock"; readonly number: number; readonly request: LockRequested };

export interface PublishedCode {
  readonly version: WorkflowVersion;
  readonly name: string;
  readonly code: string;
}

/** A partition that has everything in memory. */
export interface ResidentState extends PartitionState {
  readonly instances: MapTable<InstanceId, Instance>;
  readonly entities: MapTable<EntityId, Entity>;
}

/** A partition that nothing has happened to yet. */
export function emptyState(partition: PartitionId): ResidentState {
  return {
    partition,
    codes: new Map(),
    outbox: new Map(),
    dedup: new Map(),
    instances: new MapTable(),
    entities: new MapTable(),
  };
}

/** Waits for the time of a start. The tasks of an orchestrator are numbered from 1. */
export const START = taskId(0);

/** True when the host is to run an episode of it. */
export function isEpisodeDue({ episodeOut, suspended, scheduled }: Session): boolean {
  return episodeOut && suspended !== true && scheduled !== true;
}

export function isUnfinished(instance: Instance): instance is UnfinishedInstance {
  return instance.tasks !== undefined;
}
