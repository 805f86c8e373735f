import type { EpochMs, ExecutionId, InstanceId, InstanceRecord, JsonText, WorkflowVersion } from "../model/index.js";
import type { AttemptKey, ReplyTo, TimerKey } from "./event.js";

/**
 * What a step asks the host to do. Each effect has a release rule ({@link releaseOf}):
 *
 * - `atOnce`: it dies with the partition, so nobody can have seen it if its cause is lost.
 * - `durable`: someone else can see it; it waits until the event that caused it is durable.
 */
export type Effect =
  | RunEpisode
  | DropSession
  | RunActivity
  | AbortActivity
  | SetTimer
  | ClearTimer
  | RegisterCode
  | PublishHistory
  | Respond;

/** At once: an episode has no effect but the event it ends in. Several asked for in one turn of the host are one. */
export interface RunEpisode {
  readonly type: "RunEpisode";
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
}

/** At once: forget the orchestrator kept in memory; the execution has ended. */
export interface DropSession {
  readonly type: "DropSession";
  readonly executionId: ExecutionId;
}

/** Durable: an activity touches the world, so the world must not be able to forget who asked. */
export interface RunActivity extends AttemptKey {
  readonly type: "RunActivity";
  readonly name: string;
  readonly input: JsonText;
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

/** Durable: from now on status, lists, waiters and subscribers may see the history up to `record.eventCount`. */
export interface PublishHistory {
  readonly type: "PublishHistory";
  readonly record: InstanceRecord;
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
  | { readonly kind: "refused"; readonly code: "InstanceExists" | "InstanceNotFound"; readonly message: string };

/** When an effect may leave; the reason stands beside each. */
export function releaseOf(effect: Effect): "atOnce" | "durable" {
  switch (effect.type) {
    case "RunEpisode":
    case "DropSession":
    case "SetTimer":
    case "ClearTimer":
      return "atOnce";
    case "RunActivity":
    case "AbortActivity":
    case "RegisterCode":
    case "PublishHistory":
    case "Respond":
      return "durable";
  }
}
