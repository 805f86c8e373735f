import type {
  EpochMs,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  PartitionId,
  RequestId,
  TaskId,
  WorkflowVersion,
} from "../model/index.js";

/**
 * Everything a partition knows. The maps of this record and the histories, which only grow, are
 * updated in place, so that a step costs what it touches; every record in them is replaced, never
 * changed. What was once handed out (a record, a prefix of a history) therefore stays as it was.
 */
export interface PartitionState {
  readonly partition: PartitionId;
  readonly instances: Map<InstanceId, Instance>;
  /** Append-only; `histories.get(id).length` is the instance's `eventCount`. */
  readonly histories: Map<InstanceId, HistoryEvent[]>;
  /** What each unfinished instance waits for. An instance is in here exactly as long as it is unfinished. */
  readonly tasks: Map<InstanceId, Map<TaskId, PendingTask>>;
  readonly codes: Map<WorkflowVersion, PublishedCode>;
}

export interface Instance {
  readonly record: InstanceRecord;
  /** The request that started it: a repeat of it is not a second start. */
  readonly requestId?: RequestId;
  readonly session: Session;
}

/**
 * The orchestrator's side of an instance.
 *
 *   waiting ──a message it hears──▶ episode out ──EpisodeEnded──▶ waiting, or out again if more came
 */
export interface Session {
  /** Turns that have ended. */
  readonly turns: number;
  /** Turn number `turns + 1` has been asked for. */
  readonly episodeOut: boolean;
  /** The orchestrator has been told of every message up to and with this number. */
  readonly deliveredThrough: number;
  /** The number of the last message that it must hear. */
  readonly lastMessageSeq: number;
}

export type PendingTask = PendingActivity | PendingTimer;

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

export interface PendingTimer {
  readonly kind: "timer";
  readonly fireAtMs: EpochMs;
}

export interface PublishedCode {
  readonly version: WorkflowVersion;
  readonly name: string;
  readonly code: string;
}

export function emptyState(partition: PartitionId): PartitionState {
  return { partition, instances: new Map(), histories: new Map(), tasks: new Map(), codes: new Map() };
}
