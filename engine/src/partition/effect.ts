import type {
  EntityId,
  EpochMs,
  ExecutionId,
  Failure,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  JsonText,
  PartitionId,
  SpeculationMode,
  WorkflowVersion,
} from "../model/index.js";
import { unreachable } from "../model/index.js";
import type { AttemptKey, ReplyTo, TimerKey } from "./event.js";
import type { Message } from "./message.js";

/**
 * What a step asks the host to do. Each effect has a release rule ({@link releaseOf}):
 *
 * - `atOnce`: nobody can have seen it if its cause is lost, or seeing it did no harm.
 * - `durable`: it waits until the event that caused it is durable.
 */
export type Effect =
  | RunEpisode
  | RunEntity
  | DropSession
  | RunActivity
  | AbortActivity
  | SetTimer
  | ClearTimer
  | RegisterCode
  | SendMessages
  | ConfirmMessages
  | ReportIgnoredSignal
  | ReportIgnoredStart
  | PublishHistory
  | ForgetHistory
  | Respond;

/**
 * At once, unless nothing may be speculative: an episode has no effect but the event it ends in.
 * Several asked for in one turn of the host are one.
 */
export interface RunEpisode {
  readonly type: "RunEpisode";
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
}

/** As an episode: a batch has no effect but the event it ends in. */
export interface RunEntity {
  readonly type: "RunEntity";
  readonly entityId: EntityId;
}

/** At once: forget the orchestrator kept in memory; the execution has ended. */
export interface DropSession {
  readonly type: "DropSession";
  readonly executionId: ExecutionId;
}

/**
 * Durable: an activity touches the world, so the world must not be able to forget who asked. At once
 * only if it says of itself that running it for nothing does no harm.
 */
export interface RunActivity extends AttemptKey {
  readonly type: "RunActivity";
  readonly name: string;
  readonly input: JsonText;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Durable: that nobody wants the result must not be forgotten once the activity has been told so. */
export interface AbortActivity extends AttemptKey {
  readonly type: "AbortActivity";
  readonly reason: string;
}

/** At once: a timer that fires comes back as an event of this partition. */
export interface SetTimer extends TimerKey {
  readonly type: "SetTimer";
  readonly fireAtMs: EpochMs;
}

/** At once: a timer that fires all the same is dropped by the handler. */
export interface ClearTimer extends TimerKey {
  readonly type: "ClearTimer";
}

/** Durable: what may be started must be there after a crash. */
export interface RegisterCode {
  readonly type: "RegisterCode";
  readonly version: WorkflowVersion;
  readonly name: string;
  readonly code: string;
}

/**
 * Durable: who has the messages must not know what their sender may forget. At once in global
 * speculation, where the receiver goes back if the sender does.
 */
export interface SendMessages {
  readonly type: "SendMessages";
  readonly to: PartitionId;
  /** The number of the first message; the others follow without a gap. */
  readonly firstSeq: number;
  readonly messages: readonly Message[];
}

/** Durable: the sender forgets what is confirmed. Everything from `from` up to and with number `through` was taken. */
export interface ConfirmMessages {
  readonly type: "ConfirmMessages";
  readonly from: PartitionId;
  readonly through: number;
}

/** Durable: a signal that failed has nobody to be told but the operator. */
export interface ReportIgnoredSignal {
  readonly type: "ReportIgnoredSignal";
  readonly entityId: EntityId;
  readonly operation: string;
  readonly failure: Failure;
}

/** Durable: an instance that lives for itself was not started, and its starter does not wait to be told. */
export interface ReportIgnoredStart {
  readonly type: "ReportIgnoredStart";
  readonly instanceId: InstanceId;
  readonly name: string;
  readonly startedBy: InstanceId;
}

/** Durable: from now on status, lists, waiters and subscribers may see the history up to `record.eventCount`. */
export interface PublishHistory {
  readonly type: "PublishHistory";
  readonly record: InstanceRecord;
  /** Its first `record.eventCount` events are meant; later steps append to it. */
  readonly history: readonly HistoryEvent[];
}

/** Durable: from now on nobody is shown the instance any more. */
export interface ForgetHistory {
  readonly type: "ForgetHistory";
  readonly instanceId: InstanceId;
}

/** Durable: an answer is a promise. */
export interface Respond {
  readonly type: "Respond";
  readonly replyTo: ReplyTo;
  readonly answer: Answer;
}

export type Answer =
  | { readonly kind: "started"; readonly instanceId: InstanceId }
  | { readonly kind: "terminated"; readonly terminated: boolean }
  | { readonly kind: "published"; readonly version: WorkflowVersion; readonly name: string }
  | { readonly kind: "purged" }
  | { readonly kind: "rewound" }
  | { readonly kind: "suspended" }
  | { readonly kind: "resumed" }
  | { readonly kind: "raised" }
  | { readonly kind: "signaled" }
  | { readonly kind: "cleaned" }
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly message: string };

export type RefusalCode =
  | "InstanceExists"
  | "InstanceNotFound"
  | "InstanceFinished"
  | "EntityQueueFull"
  | "InstanceNotFinished"
  | "NotRewindable"
  | "NotForkable"
  | "RequestInterrupted";

export type Release = "atOnce" | "durable";

/** When an effect may leave; the reason stands beside each. `isIdempotent` knows activities by name. */
export function releaseOf(effect: Effect, mode: SpeculationMode, isIdempotent: (activity: string) => boolean): Release {
  switch (effect.type) {
    case "DropSession":
    case "SetTimer":
    case "ClearTimer":
      return "atOnce";
    case "RunEpisode":
    case "RunEntity":
      return mode === "conservative" ? "durable" : "atOnce";
    case "RunActivity":
      return mode !== "conservative" && isIdempotent(effect.name) ? "atOnce" : "durable";
    case "SendMessages":
      return mode === "global" ? "atOnce" : "durable";
    case "AbortActivity":
    case "RegisterCode":
    case "ConfirmMessages":
    case "ReportIgnoredSignal":
    case "ReportIgnoredStart":
    case "PublishHistory":
    case "ForgetHistory":
    case "Respond":
      return "durable";
    default:
      return unreachable(effect, "effect");
  }
}
