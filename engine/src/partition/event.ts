import type {
  EpisodeOutcome,
  EpochMs,
  ExecutionId,
  Failure,
  InstanceId,
  JsonText,
  RequestId,
  TaskId,
  WorkflowVersion,
} from "../model/index.js";

/**
 * Everything that can happen to a partition. Each is a line of the log: it must hold all that
 * `step` needs to come to the same state again, the time (`atMs`) included.
 */
export type PartitionEvent =
  // from clients
  | StartRequested
  | TerminateRequested
  | CodePublished
  // from the partition's own episodes, activities and timers
  | EpisodeEnded
  | ActivityStarted
  | ActivityEnded
  | TimerFired
  // from the host
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
}

export interface TerminateRequested {
  readonly type: "TerminateRequested";
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
export interface AttemptKey {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
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
  readonly outcome: AttemptOutcome;
}

export type AttemptOutcome =
  | { readonly kind: "completed"; readonly result: JsonText }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * Names a timer. `sleep` is the orchestrator's own; `retry` waits before attempt number `attempt`,
 * `timeout` limits attempt number `attempt`.
 */
export interface TimerKey {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
  readonly purpose: "sleep" | "retry" | "timeout";
  /** 0 for a `sleep`. */
  readonly attempt: number;
}

export interface TimerFired extends TimerKey {
  readonly type: "TimerFired";
  readonly atMs: EpochMs;
}

/** The partition was brought back from its log; whatever was under way outside is gone. */
export interface Recovered {
  readonly type: "Recovered";
  readonly atMs: EpochMs;
}
