import type {
  EntityId,
  HistoryEvent,
  InstanceId,
  InstanceRecord,
  InstanceStatus,
  InstanceSummary,
  Json,
  WorkflowVersion,
} from "../model/index.js";
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
  /** `undefined` when there is no such instance. */
  status(instanceId: InstanceId): Promise<InstanceRecord | undefined>;
  /** Resolves with the record when the instance has finished. Throws {@link WaitTimeout}, {@link InstanceNotFound}. */
  wait(instanceId: InstanceId, options?: { readonly timeoutMs?: number }): Promise<InstanceRecord>;
  /** Ends an instance. No error if it has already finished: the answer says which it was. */
  terminate(instanceId: InstanceId, reason: string): Promise<{ readonly terminated: boolean }>;
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
   * that is durable. Throws {@link InstanceNotFound}, and {@link InstanceFinished} when it has ended.
   */
  raiseEvent(instanceId: InstanceId, name: string, payload?: unknown): Promise<void>;
  /**
   * Has an entity perform an operation, once, and resolves when that it will is durable. Nobody hears of
   * what it returns or throws; ask by {@link readEntity}, or call it from an orchestration. With `atMs`, in
   * milliseconds since 1970, it is performed then or later. Throws {@link ResourceExhausted} when the entity has more
   * requests before it than `LIMITS.entityQueueMax`.
   */
  signalEntity(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options?: { readonly atMs?: number },
  ): Promise<void>;
  /** The state of an entity as it was left by its last operation; `undefined` when it has none. */
  readEntity(entity: EntityId | string): Promise<Json | undefined>;
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
  /** Newest first. A cursor stays good while instances come and go. Throws {@link InvalidCursor}. */
  list(query?: InstanceQuery): Promise<InstancePage>;
}

/** What to start: a registered orchestration by its name (`"hello"` is `{ name: "hello" }`), or published code by its version. */
export type StartTarget = string | NamedTarget;
export type NamedTarget = { readonly name: string } | { readonly version: WorkflowVersion };

export interface StartOptions {
  readonly instanceId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Names the request: a repeat is not a second start. */
  readonly requestId?: string;
}

export interface InstanceQuery {
  readonly statuses?: readonly InstanceStatus[];
  readonly name?: string;
  /** Every tag must match. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly cursor?: string;
  /** Default 50, most 500. */
  readonly limit?: number;
}

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
   * Stops accepting, waits for what is being written, releases the directory. What runs is
   * interrupted and goes on when the hub is opened again. Never longer than `graceMs` (default 3000).
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** The value a caller gives to {@link Client.start}; JSON, or what JSON can carry. */
export type Input = Json | undefined;
