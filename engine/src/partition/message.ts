import type {
  EntityId,
  EpochMs,
  ExecutionId,
  Failure,
  InstanceId,
  JsonText,
  TaskId,
  WorkflowVersion,
} from "../model/index.js";

/** Names one task of one execution, for ever. */
export interface TaskKey {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
}

/**
 * What an instance or entity tells another one. `to` says whose partition it goes to. Between two
 * partitions messages arrive in the order in which they were sent, each once.
 */
export type Message =
  | EventRaised
  | EntityCalled
  | EntitySignaled
  | EntityAnswered
  | LockRequested
  | LockGranted
  | LockReleased
  | SubStarted
  | OrchestrationStarted
  | SubEnded
  | SubTerminated
  | SubPurged;

/** Dropped when there is no such instance, or when it has finished. */
export interface EventRaised {
  readonly type: "EventRaised";
  readonly to: InstanceId;
  readonly name: string;
  readonly payload: JsonText;
}

export interface EntityCalled {
  readonly type: "EntityCalled";
  readonly to: EntityId;
  readonly operation: string;
  readonly input: JsonText;
  /** Who waits for the answer. */
  readonly caller: TaskKey;
}

export interface EntitySignaled {
  readonly type: "EntitySignaled";
  readonly to: EntityId;
  readonly operation: string;
  readonly input: JsonText;
  /** It waits beside the queue until then. Absent: it is queued as it arrives. */
  readonly dueAtMs?: EpochMs;
}

/** The answer to an `EntityCalled`. It is dropped when nobody waits for it any more. */
export interface EntityAnswered {
  readonly type: "EntityAnswered";
  readonly to: InstanceId;
  readonly caller: TaskKey;
  readonly outcome: OperationOutcome;
}

export type OperationOutcome =
  | { readonly kind: "completed"; readonly result: JsonText }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * Wanders through the lock set, in its order:
 *
 *   instance ─request─▶ entity 0 ─request─▶ entity 1 … entity n ─granted─▶ instance
 *
 * An entity passes it on when it has become the section's own. All sections take their entities in
 * the same order, so there is no circle in which they could wait for each other.
 */
export interface LockRequested {
  readonly type: "LockRequested";
  readonly to: EntityId;
  readonly section: TaskKey;
  readonly lockSet: readonly EntityId[];
  /** Of `to` in the lock set. */
  readonly position: number;
}

/** The last entity of the lock set says that all are the section's own. Who no longer wants them gives them back. */
export interface LockGranted {
  readonly type: "LockGranted";
  readonly to: InstanceId;
  readonly section: TaskKey;
  readonly lockSet: readonly EntityId[];
}

/** The section is left, or was never entered: the entity is free of it, and of its request. */
export interface LockReleased {
  readonly type: "LockReleased";
  readonly to: EntityId;
  readonly section: TaskKey;
}

/** An instance starts one of its own. If the id is taken, the answer is a failure. */
export interface SubStarted {
  readonly type: "SubStarted";
  readonly to: InstanceId;
  /** Who waits for its end. */
  readonly parent: TaskKey;
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
  /**
   * The one that asks was rewound: in one of its `earlier` executions the same task may have started it. Then it
   * goes on if it `keeps` what it has come to, and begins anew if not.
   */
  readonly again?: { readonly earlier: readonly ExecutionId[]; readonly keeps: boolean };
}

/** Somebody starts an instance that lives for itself. If the id is taken, the operator is told: nobody waits for an answer. */
export interface OrchestrationStarted {
  readonly type: "OrchestrationStarted";
  readonly to: InstanceId;
  /** The instance or entity that asked for it. */
  readonly startedBy: InstanceId;
  readonly executionId: ExecutionId;
  readonly name: string;
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
}

/** How it ended. It is dropped when nobody waits for it any more. */
export interface SubEnded {
  readonly type: "SubEnded";
  readonly to: InstanceId;
  readonly parent: TaskKey;
  readonly outcome: OperationOutcome;
}

/** Nobody waits for its end any more: it ends, and so do its own. An instance of another parent is left alone. */
export interface SubTerminated {
  readonly type: "SubTerminated";
  readonly to: InstanceId;
  readonly parent: TaskKey;
  readonly reason: string;
  /** Its code is told and may clean up first. Absent: it ends at once. */
  readonly cleanUp?: true;
}

/** The instance that started it is purged with its own: it is forgotten, and so are its own. An instance of another parent is left alone. */
export interface SubPurged {
  readonly type: "SubPurged";
  readonly to: InstanceId;
  readonly parent: TaskKey;
}

/** A message that a step sends. It becomes a delivery in the same breath, or part of a {@link SendMessages}. */
export interface Post {
  readonly type: "Post";
  readonly message: Message;
}

/** A signal as it is sent: written key by key, for most are for no time and there are many of them. */
export function signalTo(
  to: EntityId,
  { operation, input, dueAtMs }: Pick<EntitySignaled, "operation" | "input" | "dueAtMs">,
): EntitySignaled {
  if (dueAtMs === undefined) return { type: "EntitySignaled", to, operation, input };
  return { type: "EntitySignaled", to, operation, input, dueAtMs };
}

export const post = (message: Message): Post => ({ type: "Post", message });

export function sameTask(left: TaskKey, right: TaskKey): boolean {
  return left.executionId === right.executionId && left.instanceId === right.instanceId && left.taskId === right.taskId;
}
