import type { EntityProgram } from "../compiler/index.js";
import type {
  AttributeValue,
  EntityId,
  EntitySummary,
  EpochMs,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  InstanceStatus,
  InstanceSummary,
  Json,
  SearchAttributes,
  WorkflowVersion,
} from "../model/index.js";
import type { ReusePolicy } from "../partition/event.js";
import type { HubMetrics } from "./metrics.js";

/** What a program asks of a hub. Every answer is about what is durable. */
export interface Client {
  /**
   * Registers an orchestration's code, durably. The same code is the same version, however often
   * it is registered. Throws {@link InvalidCode} when the code does not load.
   */
  publish(code: string): Promise<{ readonly version: WorkflowVersion; readonly name: string }>;
  /**
   * Starts an instance; resolves when that is durable. `name` is a registered orchestration's, or
   * `version` a published one's. Starting with an `instanceId` that exists throws
   * {@link InstanceExists}; a repeat with the same `requestId` gives the first answer again.
   */
  start(what: StartTarget, input?: unknown, options?: StartOptions): Promise<{ readonly instanceId: InstanceId }>;
  /**
   * {@link start} and {@link wait} in one request: starts an instance and resolves with its record when that it has
   * finished is durable. Half the way to the engine and one write less than the two, so the quickest way to a result.
   * With `timeoutMs` it throws {@link WaitTimeout}, whose message names the instance; that goes on. What is lost with
   * the process before it resolves may or may not have been started: give a `requestId` and ask again.
   * Durable Functions has it as the HTTP helper that waits for completion.
   */
  run(what: StartTarget, input?: unknown, options?: RunOptions): Promise<InstanceRecord>;
  /** `undefined` when there is no such instance. */
  status(instanceId: InstanceId): Promise<InstanceRecord | undefined>;
  /** Resolves with the record when the instance's first turn has ended, or it ended before. Errors as {@link wait}. */
  waitForStart(instanceId: InstanceId, options?: { readonly timeoutMs?: number }): Promise<InstanceRecord>;
  /** Resolves with the record when the instance has finished. Throws {@link WaitTimeout}, {@link InstanceNotFound}. */
  wait(instanceId: InstanceId, options?: { readonly timeoutMs?: number }): Promise<InstanceRecord>;
  /**
   * Ends an instance, and with it those that it started and waits for, unless `recursive` is false: then they go
   * on, and nobody hears of how they end. No error if it has already finished: the answer says which it was. As in
   * Durable Functions, no code of the instance runs any more; with {@link TerminateOptions.cleanUp} it does.
   */
  terminate(
    instanceId: InstanceId,
    reason: string,
    options?: TerminateOptions,
  ): Promise<{ readonly terminated: boolean }>;
  /**
   * Starts an instance anew: the same orchestration and version, with the input, the tags and the attributes of
   * its newest execution, under a new id or, with `instanceId`, under that one. The instance's own id is taken
   * only when it has finished; its history is then gone. Throws {@link InstanceNotFound}, {@link InstanceExists}.
   */
  restart(instanceId: InstanceId, options?: RestartOptions): Promise<{ readonly instanceId: InstanceId }>;
  /**
   * A new instance that shares the history of this one up to and with event `atSeq`, and goes on by itself from there,
   * with the same version. With `edits`, results of activities, entity calls and sub-orchestrations and payloads of
   * events are others in it, by their numbers: what had been decided with them is decided another time. What was under
   * way at that event is asked for again, calls of entities, too, which perform them for each of the two; sub-orchestrations are started anew under ids of the fork's own. Resolves when
   * that is durable. Throws {@link InstanceNotFound}, {@link InstanceExists}, and {@link NotForkable} within a critical
   * section, for an event that is not there or an edit that cannot be.
   */
  fork(instanceId: InstanceId, options: ForkOptions): Promise<{ readonly instanceId: InstanceId }>;
  /**
   * Has a failed instance go on from before its failure: what failed is run again, in instances that it started, too,
   * and what succeeded is kept. Resolves when that is durable. Events and signals that the turns sent which are taken
   * another time may be sent once more, and a call of an entity whose answer it had not heard is made once more: the
   * entity may perform it twice. Throws {@link InstanceNotFound}, and {@link NotRewindable} when it has not
   * failed, failed in a critical section, or has a full history.
   */
  rewind(instanceId: InstanceId, reason: string): Promise<void>;
  /**
   * Forgets a finished instance: status, history and payloads. Resolves when that is durable. Its id is free, and a
   * repeat of the request that started it is a new start. With `recursive`, those that its last execution started
   * and waited for go with it. Throws {@link InstanceNotFound}, and {@link InstanceNotFinished} when it goes on.
   */
  purge(instanceId: InstanceId, options?: { readonly recursive?: boolean }): Promise<void>;
  /**
   * Purges finished instances that match, newest first, at most `limit` of them (default 100, most 500), and says
   * how many. With `nextCursor` there may be more: ask again with it, or without when others may have finished.
   */
  purgeBy(filter: PurgeFilter): Promise<{ readonly purged: number; readonly nextCursor?: string }>;
  /**
   * Stops an instance where it stands: no turn of it begins until it is resumed. Activities that it has
   * asked for go on, and events for it are kept. Resolves when that is durable; an instance that is
   * suspended already stays so. Throws {@link InstanceNotFound}, {@link InstanceFinished}.
   */
  suspend(instanceId: InstanceId, reason: string): Promise<void>;
  /** Lets a suspended instance go on. One that runs goes on anyway. Throws as {@link suspend} does. */
  resume(instanceId: InstanceId, reason: string): Promise<void>;
  /**
   * Raises an event for an instance, which keeps it until it waits for one of that name. Resolves when
   * that is durable. Throws {@link InstanceNotFound}, and {@link InstanceFinished} when it has ended, and
   * {@link RequestInterrupted} when nobody knows whether it was told.
   */
  raiseEvent(instanceId: InstanceId, name: string, payload?: unknown): Promise<void>;
  /**
   * Has an entity perform an operation, once, and resolves when that it will is durable. Nobody hears of
   * what it returns or throws; ask by {@link readEntity}, or call it from an orchestration. With `atMs`, in
   * milliseconds since 1970, it is performed then or later. Throws {@link ResourceExhausted} when the entity has more
   * requests before it than `LIMITS.entityQueueMax`, and {@link RequestInterrupted} when nobody knows whether it was told.
   */
  signalEntity(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options?: { readonly atMs?: number },
  ): Promise<void>;
  /** The state of an entity as it was left by its last operation; `undefined` when it has none. */
  readEntity(entity: EntityId | string): Promise<Json | undefined>;
  /**
   * Entities that have a state, by their ids in the order of UTF-16 code units, as Durable Functions' `getEntities` gives
   * them. A cursor stays good while entities come and go: who is there all the while is shown once. Conditions on times
   * have no index: a page may then have fewer items than `limit`, even none, and a cursor to go on with; so may a page of
   * large states. Throws {@link InvalidCursor}.
   */
  listEntities(query?: EntityQuery): Promise<EntityPage>;
  /**
   * Durable Functions' clean-entity-storage: gives back the locks of runs that have ended or are not there, and forgets
   * entities of which nothing is left. The engine does both by itself; there is something to do only where a repair
   * (`fsck --repair`) took away the run that held a lock. Says how many it were. Entities may be in use meanwhile.
   */
  cleanEntities(options?: CleanOptions): Promise<{ readonly emptyRemoved: number; readonly locksReleased: number }>;
  /** Durable events with `seq > afterSeq`, at most `limit` (default and most: 500). */
  history(
    instanceId: InstanceId,
    options?: { readonly afterSeq?: number; readonly limit?: number },
  ): Promise<readonly HistoryEvent[]>;
  /**
   * Every event after `afterSeq`, those there are and those to come, each once, in order, in
   * batches as they become durable. Ends after the ending event, or when the signal aborts. When the
   * instance continues as new, what follows is the new execution's history, from its first event.
   */
  subscribe(
    instanceId: InstanceId,
    options?: { readonly afterSeq?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly HistoryEvent[]>;
  /**
   * Newest first. A cursor stays good while instances come and go. Statuses, name, tags, times of creation and
   * attributes that equal something have an index; where a query asks for something else, a request looks at so many
   * instances, and its page may have fewer items than `limit`, even none, and a cursor to go on with. Throws
   * {@link InvalidCursor}.
   */
  list(query?: InstanceQuery): Promise<InstancePage>;
  /**
   * How many instances match; its cursor and limit are passed over. Counts up to `atMost` (default 10 000): with
   * `isExact: false` there may be more. What it costs grows with what it counts, and no request of it is long.
   */
  count(
    query?: InstanceQuery,
    options?: { readonly atMost?: number },
  ): Promise<{ readonly count: number; readonly isExact: boolean }>;
}

/** What to start: a registered orchestration by its name (`"hello"` is `{ name: "hello" }`), or published code by its version. */
export type StartTarget = string | NamedTarget;
export type NamedTarget = { readonly name: string } | { readonly version: WorkflowVersion };

export interface StartOptions {
  readonly instanceId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Typed values to find it by, at most 8 KiB of JSON. */
  readonly attributes?: SearchAttributes;
  /** Names the request: a repeat is not a second start, as long as the instance that it made is there. */
  readonly requestId?: string;
  /**
   * What happens when `instanceId` is taken. `refuse` (the default) throws {@link InstanceExists}; `ifFinished` takes
   * the id from an instance that has finished, and throws for one that goes on; `terminateAndReplace` takes it from
   * any. Who loses its id is gone, history and all; who waits for the id waits for the new instance.
   */
  readonly reuse?: "refuse" | ReusePolicy;
  /**
   * Its first turn begins at this time or as soon as possible afterwards. Until then it is `Pending`, with this
   * time in its status, may be terminated and suspended, and keeps the events that it is told. A time that has
   * passed is as none.
   */
  readonly startAtMs?: EpochMs;
}

export interface TerminateOptions {
  /** False: the instances that it started and waits for go on. Default: true. */
  readonly recursive?: boolean;
  /**
   * True: its code is told, and may clean up before it ends. Whoever waits in it gets an error of the code
   * `RunCancelled` thrown, so `catch` and `finally` run, and what they ask for is done; what it waited for is
   * cancelled, and the instances that it waited for are asked to end in the same way. The answer comes when the request
   * is durable; {@link Client.wait} tells when the clean-up is over. However it ends, the status is `Terminated`, with
   * a `failure` when the clean-up failed. A clean-up has no time limit: a termination without `cleanUp` ends it at
   * once, and one with it changes nothing any more. One whose code has not begun has nothing to clean up. Default: false.
   *
   * Durable Functions has nothing like it: its termination runs no code, and what a run had made stays.
   */
  readonly cleanUp?: boolean;
}

export interface RunOptions extends StartOptions {
  /** Absent: it waits for as long as the instance takes. */
  readonly timeoutMs?: number;
}

export interface TerminateOptions {
  /** False: the instances that it started and waits for go on. Default: true. */
  readonly recursive?: boolean;
  /**
   * True: its code is told, and may clean up before it ends. Whoever waits in it gets an error of the code
   * `RunCancelled` thrown, so `catch` and `finally` run, and what they ask for is done; what it waited for is
   * cancelled, and the instances that it waited for are asked to end in the same way. The answer comes when the request
   * is durable; {@link Client.wait} tells when the clean-up is over. However it ends, the status is `Terminated`, with
   * a `failure` when the clean-up failed. A clean-up has no time limit: a termination without `cleanUp` ends it at
   * once, and one with it changes nothing any more. One whose code has not begun has nothing to clean up. Default: false.
   *
   * Durable Functions has nothing like it: its termination runs no code, and what a run had made stays.
   */
  readonly cleanUp?: boolean;
}

export interface RestartOptions {
  /** Default: a new one. */
  readonly instanceId?: string;
  /** Names the request, as in a start. */
  readonly requestId?: string;
}

export interface ForkOptions {
  /** The last event that is shared, from 1. A turn that it lies within is taken another time. */
  readonly atSeq: number;
  /** By the number of an outcome or a raised event: its result or payload in the fork. A failure becomes a success. */
  readonly edits?: Readonly<Record<number, unknown>>;
  /** The fork's. Default: a new one. */
  readonly instanceId?: string;
  /** Default: those of the instance. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Names the request: a repeat is not a second fork. */
  readonly requestId?: string;
}

export interface PurgeFilter {
  /** Of those that are finished. Default: all three. */
  readonly statuses?: readonly ("Completed" | "Failed" | "Terminated")[];
  readonly name?: string;
  /** Every tag must match. */
  readonly tags?: Readonly<Record<string, string>>;
  /** It ended before this time. */
  readonly completedBeforeMs?: EpochMs;
  readonly limit?: number;
  readonly cursor?: string;
  /** Those that they started and waited for go with them. */
  readonly recursive?: boolean;
}

export interface InstanceQuery {
  readonly statuses?: readonly InstanceStatus[];
  readonly name?: string;
  /** Every tag must match. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Every attribute must equal its value, or lie in its range: from the one on, below the other. */
  readonly attributes?: Readonly<Record<string, AttributeCondition>>;
  readonly version?: WorkflowVersion;
  /** What the id begins with. */
  readonly idPrefix?: string;
  /** Created at this time or later. */
  readonly createdFromMs?: EpochMs;
  /** Created before this time. */
  readonly createdBeforeMs?: EpochMs;
  /** Ended at this time or later; what goes on has not. */
  readonly completedFromMs?: EpochMs;
  readonly completedBeforeMs?: EpochMs;
  readonly cursor?: string;
  /** Default 50, most 500. */
  readonly limit?: number;
}

/** Everything that is given must match. */
export interface EntityQuery {
  /** The same in upper and lower case. */
  readonly name?: string;
  /** What the key begins with. Needs a `name`. */
  readonly keyPrefix?: string;
  /** Its last operations ended at this time or later. */
  readonly lastModifiedFromMs?: EpochMs;
  /** They ended before this time. What has performed none since that is kept counts as earlier than any. */
  readonly lastModifiedBeforeMs?: EpochMs;
  /** Each with its state. Default: without. */
  readonly includeState?: boolean;
  readonly cursor?: string;
  /** Default 50, most 500. */
  readonly limit?: number;
}

export interface EntityPage {
  readonly items: readonly EntitySummary[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

export interface CleanOptions {
  /** Default: true. */
  readonly removeEmpty?: boolean;
  /** Default: true. */
  readonly releaseOrphanedLocks?: boolean;
}

/** Values of another type are in no range. */
export type AttributeCondition = AttributeValue | { readonly from?: AttributeValue; readonly below?: AttributeValue };

export interface InstancePage {
  readonly items: readonly InstanceSummary[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** How the hub is. `stopped`: the log failed or Dacapo broke; nothing is accepted until it is opened again. */
export type HubHealth =
  | { readonly state: "running" }
  | { readonly state: "stopped"; readonly reason: string; readonly code: string };

export interface Hub {
  readonly client: Client;
  health(): HubHealth;
  /** Has every thread write a snapshot now; resolves when they are durable. */
  snapshot(): Promise<void>;
  /** How the hub is doing, in figures. Throws {@link HubStopped}. */
  metrics(): Promise<HubMetrics>;
  /** Calls back whenever the health changes. Returns the function that ends it. */
  onHealthChange(listener: (health: HubHealth) => void): () => void;
  /**
   * From now on there are these authored types of entities and no others, in all threads. What entities keep is not
   * touched; operations of types that are gone fail with `UnknownEntity`. What is asked of this hub from here on finds
   * them. They are not kept: the next opener gives them again. Throws {@link InvalidInput} for two of one name, and for a hub
   * that was opened without `entityTypes`.
   */
  setEntityTypes(types: readonly EntityProgram[]): void;
  /**
   * Stops accepting, waits for what is being written, releases the directory. What runs is
   * interrupted and goes on when the hub is opened again. Never longer than `graceMs` (default 3000).
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** The value a caller gives to {@link Client.start}; JSON, or what JSON can carry. */
export type Input = Json | undefined;
