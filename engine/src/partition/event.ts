import type {
  AttemptLogLine,
  EntityId,
  EpisodeOutcome,
  EpochMs,
  ExecutionId,
  Failure,
  HistoryEvent,
  InstanceId,
  JsonText,
  PartitionId,
  RequestId,
  SearchAttributes,
  WorkflowVersion,
} from "../model/index.js";
import type { AskedAgain } from "./asked-again.js";
import type { Message, OperationOutcome, TaskKey } from "./message.js";

/**
 * Everything that can happen to a partition. Each is a line of the log: it must hold all that
 * `step` needs to come to the same state again, the time (`atMs`) included.
 */
export type PartitionEvent =
  // from clients
  | StartRequested
  | TerminateRequested
  | SuspendRequested
  | ResumeRequested
  | PurgeRequested
  | RewindRequested
  | ForkRequested
  | CodePublished
  | EventRaiseRequested
  | EntitySignalRequested
  | EntityCleanRequested
  // from the partition's own episodes, entities, activities and timers
  | EpisodeEnded
  | EntityBatchEnded
  | ActivityStarted
  | ActivityEnded
  | TimerFired
  // from partitions of other logs
  | MessagesReceived
  | SendConfirmed
  // from the host
  | PartitionRecovered
  | InstanceResumed
  | Recovered;

/** Names the request that waits for an answer, in this incarnation of the hub. */
export type ReplyTo = number;

export interface StartRequested {
  readonly type: "StartRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly requestId?: RequestId;
  readonly instanceId: InstanceId;
  /** Taken if the instance is new. */
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
  readonly tags: Readonly<Record<string, string>>;
  readonly attributes?: SearchAttributes;
  /** Its first turn waits for this time. */
  readonly startAtMs?: EpochMs;
  /** What happens to an instance that has the id already. Absent: the start is refused. */
  readonly reuse?: ReusePolicy;
}

/**
 * Whether an instance id may be taken from the instance that has it: from one that has finished, or from
 * any, which is terminated first. Who loses its id is gone, history and all.
 */
export type ReusePolicy = "ifFinished" | "terminateAndReplace";

export interface TerminateRequested extends AskedAgain {
  readonly type: "TerminateRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  readonly reason: string;
  /** False: the instances that it started and waits for go on. Absent: they end with it. */
  readonly recursive?: false;
  /** Its code is told and may clean up first. Absent: it ends at once. */
  readonly cleanUp?: true;
}

/** Has a failed instance go on from before its failure. Refused for any other. */
export interface RewindRequested extends AskedAgain {
  readonly type: "RewindRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  readonly reason: string;
}

/** A new instance that begins as another one did, up to one of its events. */
export interface ForkRequested {
  readonly type: "ForkRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  /** Names the request: a repeat is not a second fork. */
  readonly requestId: RequestId;
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly fromInstanceId: InstanceId;
  readonly atSeq: number;
  /** The other one's events up to and with `atSeq`, and the next one if there is one. */
  readonly history: readonly HistoryEvent[];
  /** By the number of an outcome or of a raised event: what it is in the fork. */
  readonly edits: Readonly<Record<string, JsonText>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly attributes?: SearchAttributes;
}

/** Has a finished instance forgotten. Refused when there is none, or when it goes on. */
export interface PurgeRequested extends AskedAgain {
  readonly type: "PurgeRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  /** The instances that it started and waited for are forgotten with it. */
  readonly recursive: boolean;
}

/** Refused when there is no such instance, or when it has finished. One that is suspended stays so. */
export interface SuspendRequested extends AskedAgain {
  readonly type: "SuspendRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  readonly reason: string;
}

/** Refused when there is no such instance, or when it has finished. One that runs goes on. */
export interface ResumeRequested extends AskedAgain {
  readonly type: "ResumeRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  readonly reason: string;
}

export interface CodePublished {
  readonly type: "CodePublished";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly version: WorkflowVersion;
  readonly name: string;
  readonly code: string;
}

/** Refused when there is no such instance, or when it has finished. */
export interface EventRaiseRequested {
  readonly type: "EventRaiseRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly instanceId: InstanceId;
  readonly name: string;
  readonly payload: JsonText;
}

export interface EntitySignalRequested {
  readonly type: "EntitySignalRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly entityId: EntityId;
  readonly operation: string;
  readonly input: JsonText;
  /** Not before this time. Absent: in its turn. */
  readonly dueAtMs?: EpochMs;
}

/**
 * The lock of a section whose run has ended, or of which nobody knows, is given back; an entity of which nothing is left
 * is forgotten. Durable Functions' clean-entity-storage, one entity at a time.
 */
export interface EntityCleanRequested {
  readonly type: "EntityCleanRequested";
  readonly atMs: EpochMs;
  readonly replyTo: ReplyTo;
  readonly entityId: EntityId;
  /** The section that nobody is in any more. Absent: only what is left of the entity is looked at. */
  readonly section?: TaskKey;
}

/** Some requests of an entity were run, one after the other: all of this commits, or none of it happened. */
export interface EntityBatchEnded {
  readonly type: "EntityBatchEnded";
  readonly atMs: EpochMs;
  readonly entityId: EntityId;
  /** Counts from 1. */
  readonly batch: number;
  /** In the order in which the requests were run. */
  readonly results: readonly OperationResult[];
  /** The state after the last of them; absent when there is none. */
  readonly state?: JsonText;
  /** What the operations that did not fail sent, in order. */
  readonly signals: readonly SentSignal[];
  /** The orchestrations that the operations that did not fail started, in order. */
  readonly starts?: readonly SentStart[];
}

export interface SentSignal {
  readonly entityId: EntityId;
  readonly operation: string;
  readonly input: JsonText;
  readonly dueAtMs?: EpochMs;
}

export interface SentStart {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
}

export interface OperationResult {
  /** The request's number in the entity's queue. */
  readonly number: number;
  readonly outcome: OperationOutcome;
}

/** A whole turn of an orchestrator: it commits with everything in it, or it did not happen. */
export interface EpisodeEnded {
  readonly type: "EpisodeEnded";
  readonly atMs: EpochMs;
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly turn: number;
  /** What the orchestrator was told the time is. */
  readonly nowMs: EpochMs;
  /** It was told of every message up to and with this number of its history. */
  readonly deliveredThrough: number;
  readonly outcome: EpisodeOutcome;
}

/** Names one attempt of one task, for ever. */
export interface AttemptKey extends TaskKey {
  /** Counts from 1. */
  readonly attempt: number;
}

/** An executor began an attempt. */
export interface ActivityStarted extends AttemptKey {
  readonly type: "ActivityStarted";
  readonly atMs: EpochMs;
}

/** An attempt came to an end. Only the first report of the attempt that is awaited counts. */
export interface ActivityEnded extends AttemptKey {
  readonly type: "ActivityEnded";
  readonly atMs: EpochMs;
  /** When the attempt began, if that was not reported on its own: one record tells both. */
  readonly startedAtMs?: EpochMs | undefined;
  readonly outcome: AttemptOutcome;
  /** What the activity said. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[] | undefined;
}

export type AttemptOutcome =
  | { readonly kind: "completed"; readonly result: JsonText }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * Names a timer. `sleep` is the orchestrator's own; `retry` waits before attempt number `attempt`,
 * `timeout` limits attempt number `attempt`; `event` limits the wait for an event. `signal` is an entity's: it waits
 * until signal number `taskId` is due, and its execution, for an entity has but one, is called as the entity is.
 */
export interface TimerKey extends TaskKey {
  readonly purpose: "sleep" | "retry" | "timeout" | "event" | "signal";
  /** 0 for a `sleep`, an `event` and a `signal`. */
  readonly attempt: number;
}

export interface TimerFired extends TimerKey {
  readonly type: "TimerFired";
  readonly atMs: EpochMs;
}

/**
 * A batch from a partition of another log. What was taken before is dropped; a gap means that the
 * transport skipped something, so nothing is taken and the sender repeats.
 */
export interface MessagesReceived {
  readonly type: "MessagesReceived";
  readonly atMs: EpochMs;
  readonly from: PartitionId;
  /** The number of the first message; the others follow without a gap. */
  readonly firstSeq: number;
  readonly messages: readonly Message[];
}

/** The receiver has the messages up to and with number `through` on stable storage: they need not be sent again. */
export interface SendConfirmed {
  readonly type: "SendConfirmed";
  readonly atMs: EpochMs;
  readonly to: PartitionId;
  readonly through: number;
}

/** The partition was brought back. What it had sent and was not confirmed is sent again. */
export interface PartitionRecovered {
  readonly type: "PartitionRecovered";
  readonly atMs: EpochMs;
}

/** An instance or entity of a recovered partition is looked at: what was under way outside is gone and asked for again. */
export interface InstanceResumed {
  readonly type: "InstanceResumed";
  readonly atMs: EpochMs;
  readonly instanceId: InstanceId;
}

/**
 * What 0.1.0 wrote when it had brought a partition back: everything that was under way outside is
 * asked for again, of every instance at once. It is read and never written any more.
 */
export interface Recovered {
  readonly type: "Recovered";
  readonly atMs: EpochMs;
}
