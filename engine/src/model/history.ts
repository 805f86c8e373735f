import type { AttemptLogLine } from "./attempt-log.js";
import type { Failure } from "./failure.js";
import type { EntityId, ExecutionId, InstanceId, RequestId, TaskId, WorkflowVersion } from "./ids.js";
import type { RetryPolicy } from "./retry.js";
import type { AttributeChanges } from "./search-attributes.js";
import type { EpochMs } from "./time.js";
import type { JsonText } from "./value.js";

/**
 * Who in the graph asked for something. `node` is the node's name in the version that runs.
 * `path` holds the iteration number (from 0) of each container around it, outermost first; it is
 * empty at the top.
 */
export interface Origin {
  readonly node: string;
  readonly path: readonly number[];
}

/**
 * What happened to one execution, in order. A history is append-only; `seq` counts from 1 without
 * a gap, so "event 61 of 74" names one event for ever.
 *
 *   ExecutionStarted · (messages … TurnStarted · actions …)* · ending
 *
 * A *turn* is one episode of the orchestrator. `TurnStarted` says which messages the orchestrator
 * had been told of by then (`deliveredThrough`); the actions after it are what it asked for in that
 * turn. Messages that arrive while a turn is being computed lie before its `TurnStarted`, with a
 * larger `seq` than `deliveredThrough`; the next turn delivers them.
 */
export type HistoryEvent = HistoryEventBase & HistoryEventBody;

/** What every event carries. */
export interface HistoryEventBase {
  /** The event's number within its execution, from 1. */
  readonly seq: number;
  /** When it was recorded. Never decreases within a history. */
  readonly atMs: EpochMs;
}

export type HistoryEventBody = LifecycleEvent | MessageEvent | TurnStarted | ActionEvent;

// ---- The life of the execution ------------------------------------------------------------------

export type LifecycleEvent =
  | ExecutionStarted
  | ContinuedAsNew
  | ExecutionSuspended
  | ExecutionResumed
  | ExecutionRewound
  | ExecutionForked
  | ExecutionEnded;
export type ExecutionEnded = ExecutionCompleted | ExecutionFailed | ExecutionTerminated;

export interface ExecutionStarted {
  readonly type: "ExecutionStarted";
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  /** The orchestration's name. */
  readonly name: string;
  /** The version of its code, for ever. Absent for orchestrations that are functions of the host. */
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The second event of an execution that goes on where another one of the same instance ended: the
 * earlier history is gone. The events raised to it that it had not taken follow at once.
 */
export interface ContinuedAsNew {
  readonly type: "ContinuedAsNew";
  readonly previousExecutionId: ExecutionId;
}

/** What a client's request did to the run. By its name the request is known again when it is asked a second time. */
interface Requested {
  /** Absent: it was no client's request, or one from before they had names. */
  readonly requestId?: RequestId;
}

/** Somebody stopped the run where it stands: from here on no turn begins. What is under way outside goes on. */
export interface ExecutionSuspended extends Requested {
  readonly type: "ExecutionSuspended";
  readonly reason: string;
}

/** The run goes on: its next turn hears of everything that came meanwhile. */
export interface ExecutionResumed extends Requested {
  readonly type: "ExecutionResumed";
  readonly reason: string;
}

/**
 * The run had ended, and goes on from before what made it fail. The events from `voidFromSeq` on that its turns
 * made, what came of the tasks they had asked for, and the outcomes with the numbers `undone` do not count any
 * more (`standing.ts`). The instance has a new execution id; its code sees the first one.
 */
export interface ExecutionRewound extends Requested {
  readonly type: "ExecutionRewound";
  readonly reason: string;
  readonly previousExecutionId: ExecutionId;
  readonly voidFromSeq: number;
  readonly undone: readonly number[];
}

/**
 * The events before this one are another instance's, up to and with its event `atSeq`; here they part. What does not
 * count of them is said as in {@link ExecutionRewound}; the outcomes with the numbers `edited` are not what they
 * were there. From here on the code sees these ids.
 */
export interface ExecutionForked {
  readonly type: "ExecutionForked";
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly fromInstanceId: InstanceId;
  readonly atSeq: number;
  readonly edited: readonly number[];
  /** Absent: everything counts. */
  readonly voidFromSeq?: number;
  readonly undone: readonly number[];
}

export interface ExecutionCompleted {
  readonly type: "ExecutionCompleted";
  readonly output: JsonText;
}

export interface ExecutionFailed {
  readonly type: "ExecutionFailed";
  readonly failure: Failure;
  /**
   * The node whose failure nobody caught, when it was a node's. A container's name with one number
   * more than the container's own path is an iteration whose code failed.
   */
  readonly origin?: Origin;
}

export interface ExecutionTerminated extends Requested {
  readonly type: "ExecutionTerminated";
  readonly reason: string;
  /**
   * How the clean-up came out, for an ending that the orchestrator's last turn brought: {@link ExecutionCancelRequested}.
   * Absent: the run was ended from outside, where it stood.
   */
  readonly cleanUp?: CleanUp;
}

/** `completed`: the code returned, or let the cancellation go through. `failed`: it threw something else. */
export type CleanUp =
  | { readonly kind: "completed" }
  /** `origin`: the node whose failure nobody caught, when it was a node's. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly origin?: Origin };

// ---- Turns --------------------------------------------------------------------------------------

export interface TurnStarted {
  readonly type: "TurnStarted";
  /** Counts from 1. */
  readonly turn: number;
  /** The orchestrator has been told of every message up to and with this `seq`. */
  readonly deliveredThrough: number;
}

// ---- Messages: what the world told the orchestrator ----------------------------------------------

/** `ActivityStarted` and `ActivityAttemptFailed` are for people; the orchestrator does not hear of them. */
export type MessageEvent =
  | ExecutionCancelRequested
  | ActivityStarted
  | ActivityAttemptFailed
  | ActivityCompleted
  | ActivityFailed
  | TimerFired
  | EventRaised
  | EventWaitTimedOut
  | EntityCallCompleted
  | EntityCallFailed
  | LockAcquired
  | SubOrchestrationCompleted
  | SubOrchestrationFailed;

/**
 * The run is to end, and may clean up first: in the turn that hears of it all that it waits for is cancelled, and its
 * `catch` and `finally` blocks run. However it then ends, that is an {@link ExecutionTerminated} with this reason.
 */
export interface ExecutionCancelRequested extends Requested {
  readonly type: "ExecutionCancelRequested";
  readonly reason: string;
}

export interface ActivityStarted {
  readonly type: "ActivityStarted";
  readonly taskId: TaskId;
  /** Counts from 1. */
  readonly attempt: number;
}

/** An attempt failed and another one follows. */
export interface ActivityAttemptFailed {
  readonly type: "ActivityAttemptFailed";
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly failure: Failure;
  readonly retryAtMs: EpochMs;
  /** What the activity said in this attempt. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[];
}

export interface ActivityCompleted {
  readonly type: "ActivityCompleted";
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly result: JsonText;
  /** What the activity said in this attempt. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[];
}

/** The last attempt failed. */
export interface ActivityFailed {
  readonly type: "ActivityFailed";
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly failure: Failure;
  /** What the activity said in this attempt. Absent: nothing. */
  readonly log?: readonly AttemptLogLine[];
}

export interface TimerFired {
  readonly type: "TimerFired";
  readonly taskId: TaskId;
}

/** Someone raised an event. The orchestrator keeps it until it waits for one of that name: {@link EventReceived}. */
export interface EventRaised {
  readonly type: "EventRaised";
  /** As it was raised; it is the same name in upper and lower case. */
  readonly name: string;
  readonly payload: JsonText;
}

/** Nobody raised the event in time. */
export interface EventWaitTimedOut {
  readonly type: "EventWaitTimedOut";
  readonly taskId: TaskId;
}

export interface EntityCallCompleted {
  readonly type: "EntityCallCompleted";
  readonly taskId: TaskId;
  readonly result: JsonText;
}

/** The operation threw: what it had changed is undone. */
export interface EntityCallFailed {
  readonly type: "EntityCallFailed";
  readonly taskId: TaskId;
  readonly failure: Failure;
}

/** Every entity of the lock set is the orchestration's own from now on. */
export interface LockAcquired {
  readonly type: "LockAcquired";
  /** Of the `LockRequested`. */
  readonly taskId: TaskId;
}

export interface SubOrchestrationCompleted {
  readonly type: "SubOrchestrationCompleted";
  readonly taskId: TaskId;
  readonly result: JsonText;
}

/** It failed, was terminated, or could not be started because its id was taken. */
export interface SubOrchestrationFailed {
  readonly type: "SubOrchestrationFailed";
  readonly taskId: TaskId;
  readonly failure: Failure;
}

// ---- Actions: what the orchestrator asked for, or said -------------------------------------------

/** Replay compares these, in order, with what the code asks for again. */
export type ActionEvent =
  | ActivityScheduled
  | TimerCreated
  | TaskCancelled
  | NodeRecorded
  | BranchDecided
  | LoopStarted
  | LoopCompleted
  | EventWaited
  | EventReceived
  | EventSent
  | EntityCallScheduled
  | EntitySignaled
  | LockRequested
  | LockReleased
  | CustomStatusSet
  | SearchAttributesSet
  | SubOrchestrationScheduled
  | OrchestrationStarted;

export interface ActivityScheduled {
  readonly type: "ActivityScheduled";
  readonly taskId: TaskId;
  readonly origin: Origin;
  /** The activity's registered name. */
  readonly name: string;
  readonly input: JsonText;
  readonly retry?: RetryPolicy;
  /** Limit for one attempt. */
  readonly timeoutMs?: number;
  /**
   * Absent: 1, and `retry` says whether the partition tries it again. Given, it is an attempt that the orchestrator
   * asks for itself, because a condition of its own (`retryIf`) decides; the task is the same in all attempts.
   */
  readonly attempt?: number;
  /** What the caller says of the call, for the activity, for traces and for whoever reads the history. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface TimerCreated {
  readonly type: "TimerCreated";
  readonly taskId: TaskId;
  readonly origin: Origin;
  readonly fireAtMs: EpochMs;
}

/** The orchestrator no longer wants the result: an activity gets its abort signal, a timer is dropped. */
export interface TaskCancelled {
  readonly type: "TaskCancelled";
  readonly taskId: TaskId;
}

/** A node without a task (set, return) has its value. */
export interface NodeRecorded {
  readonly type: "NodeRecorded";
  readonly origin: Origin;
  readonly value: JsonText;
}

/**
 * A branching node took a port; a node with a port "error" took that one when it failed; a catch is said to have taken
 * "error" when it deals with a failure; and a loop takes "again" into each of its rounds.
 */
export interface BranchDecided {
  readonly type: "BranchDecided";
  readonly origin: Origin;
  /** The name of the output port: "true" or "false" for an if. */
  readonly port: string;
}

/** A container began to go through its items. The iterations carry `[...origin.path, index]`. */
export interface LoopStarted {
  readonly type: "LoopStarted";
  readonly origin: Origin;
  readonly items: JsonText;
  readonly itemCount: number;
  /** At most so many iterations at once; absent when there is no limit. */
  readonly maxConcurrency?: number;
}

/** Every iteration of the container has ended; `results` are in the order of the items. */
export interface LoopCompleted {
  readonly type: "LoopCompleted";
  readonly origin: Origin;
  readonly results: JsonText;
}

/** The orchestrator waits for an event. One that had been raised before is received in the same turn. */
export interface EventWaited {
  readonly type: "EventWaited";
  readonly taskId: TaskId;
  readonly origin: Origin;
  readonly name: string;
  /** When it stops waiting. Absent: never. */
  readonly deadlineMs?: EpochMs;
  /** What a person is asked whose answer the event is: `{ question, details?, form? }`, the form a JSON Schema. */
  readonly asks?: JsonText;
}

/** The oldest event of the name that nobody had taken goes to the oldest wait for it. */
export interface EventReceived {
  readonly type: "EventReceived";
  /** Of the `EventWaited`. */
  readonly taskId: TaskId;
  readonly origin: Origin;
  /** The number of the `EventRaised`. */
  readonly raisedSeq: number;
}

/** An event for another instance, without an answer. One that is unknown or has finished does not get it. */
export interface EventSent {
  readonly type: "EventSent";
  readonly origin: Origin;
  readonly instanceId: InstanceId;
  readonly name: string;
  readonly payload: JsonText;
}

export interface EntityCallScheduled {
  readonly type: "EntityCallScheduled";
  readonly taskId: TaskId;
  readonly origin: Origin;
  readonly entityId: EntityId;
  readonly operation: string;
  readonly input: JsonText;
}

/** An operation without an answer. */
export interface EntitySignaled {
  readonly type: "EntitySignaled";
  readonly origin: Origin;
  readonly entityId: EntityId;
  readonly operation: string;
  readonly input: JsonText;
  /** The entity does not perform it before this time. Absent: in its turn. */
  readonly dueAtMs?: EpochMs;
}

/** The orchestrator asks to enter a critical section. */
export interface LockRequested {
  readonly type: "LockRequested";
  /** Names the critical section within its execution. */
  readonly taskId: TaskId;
  readonly origin: Origin;
  /** Sorted by UTF-16 code units, each once: everybody locks in the same order, so nobody waits in a circle. */
  readonly lockSet: readonly EntityId[];
}

/** The orchestrator leaves its critical section. */
export interface LockReleased {
  readonly type: "LockReleased";
  /** Of the `LockRequested`. */
  readonly taskId: TaskId;
  readonly origin: Origin;
}

/** What the orchestration says of itself from now on. */
export interface CustomStatusSet {
  readonly type: "CustomStatusSet";
  readonly origin: Origin;
  readonly value: JsonText;
}

/** What lists find the instance by from now on: changes of the attributes that it has. */
export interface SearchAttributesSet {
  readonly type: "SearchAttributesSet";
  readonly origin: Origin;
  /** Within the limit of all attributes. `null` takes one away. */
  readonly changes: AttributeChanges;
}

/** The orchestrator starts an instance of its own and waits for how it ends. */
export interface SubOrchestrationScheduled {
  readonly type: "SubOrchestrationScheduled";
  readonly taskId: TaskId;
  readonly origin: Origin;
  readonly instanceId: InstanceId;
  /** The orchestration's name. */
  readonly name: string;
  /** The version of its code; absent for one that is a function of the host. */
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
}

/** The orchestrator starts an instance that it has nothing more to do with: it neither waits for its end nor ends it. */
export interface OrchestrationStarted {
  readonly type: "OrchestrationStarted";
  /** Names what was asked for within the execution. No result comes back under it. */
  readonly taskId: TaskId;
  readonly origin: Origin;
  readonly instanceId: InstanceId;
  /** The orchestration's name. */
  readonly name: string;
  /** The version of its code; absent for one that is a function of the host. */
  readonly version?: WorkflowVersion;
  readonly input: JsonText;
}

/** True for the event after which no other follows. */
export function isEnding(event: HistoryEventBody): event is ExecutionEnded {
  return (
    event.type === "ExecutionCompleted" || event.type === "ExecutionFailed" || event.type === "ExecutionTerminated"
  );
}
