import type {
  AttributeChanges,
  EntityId,
  ExecutionId,
  Failure,
  InstanceId,
  Json,
  JsonObject,
  RetryPolicy,
  WorkflowVersion,
} from "../model/index.js";
import type { ScopeContext } from "./context-scopes.js";
import type { LogLevel } from "./turn-log.js";
import type { WorkflowContext } from "./typed-context.js";

/**
 * A promise of a result, as data. `yield* task` waits for it and gives its value, or throws what
 * it failed with. A task may be waited for any number of times.
 */
export interface Task<Result> {
  [Symbol.iterator](): Generator<Task<unknown>, Result, unknown>;
  /**
   * Takes back what the task waits for: an activity gets its abort signal, a timer or a wait for an event is dropped,
   * an orchestration that was called is terminated, a lock is not asked for any more. Who waits for the task, or
   * waits later, gets an error of the code `Cancelled`. False, and nothing happens, when the task has its result
   * already, or cannot be taken back: the call of an entity, a loop, and groups of tasks (`all`, `race`, …).
   *
   * A fork, a scope or a timeout is cancelled with all that it has started: what its body waits for is taken back, and
   * the body is thrown an error of the code `Cancelled` where it waits, so that its `finally` blocks run.
   *
   * Durable Functions can cancel its timers alone.
   */
  cancel(): boolean;
}

/** What a task gives. */
export type ResultOf<Asked> = Asked extends Task<infer Result> ? Result : never;

/** Code that may wait: the body of an orchestration, of a fork, of an iteration. */
export type Body<Result> = Generator<Task<unknown>, Result, unknown>;

/** Names the node that asks. In hand-written code it may be left out; the activity's name stands for it. */
export interface CallOptions {
  readonly node?: string;
  readonly retry?: CallRetry;
  /** Limit for one attempt. All of them together are limited by `retry.totalTimeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Texts by name that go with the call: the activity finds them in its context, a trace in its span, and a reader in the
   * history. At most 8 KiB as JSON. They decide nothing, and may be others in a replay. Durable Functions' task tags.
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A retry policy, and a condition that only code can decide about. */
export interface CallRetry extends RetryPolicy {
  /**
   * Whether a failed attempt is to be repeated; asked only when the rest of the policy allows it. It must be pure,
   * as the orchestration is: it runs again in every replay. Each attempt of such a call costs a turn.
   */
  readonly retryIf?: (failure: Failure) => boolean;
}

/** Names the node that asks. In hand-written code it may be left out. */
export interface NodeOption {
  readonly node?: string;
}

/**
 * What a payload must be: a pure function that says whether it fits, an object whose `parse` gives what the wait is to
 * give or throws, a Standard Schema (https://standardschema.dev; zod's, say) that answers at once, or a JSON Schema
 * as plain data.
 */
export type PayloadSchema<Payload> =
  | ((payload: unknown) => boolean)
  | { parse(payload: unknown): Payload }
  | { readonly "~standard": { validate(payload: unknown): unknown } }
  | JsonObject;

/** What a Standard Schema finds wrong. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

export interface WaitForEventOptions<Payload = unknown> {
  /** In hand-written code it may be left out; the event's name stands for it. */
  readonly node?: string;
  /**
   * An event whose payload does not fit is taken all the same, and the task fails with the code `EventPayloadInvalid`,
   * every problem in its message: as a payload that Durable Functions cannot convert fails the wait for it.
   */
  readonly schema?: PayloadSchema<Payload>;
  /** When nobody has raised the event by then, the task fails with the code `Timeout`. Absent: it waits for ever. */
  readonly timeoutMs?: number;
}

/** A critical section that was entered. */
export interface LockHandle {
  /** Leaves it. A second time does nothing. */
  release(): void;
}

export interface StartSubOptions {
  readonly node?: string;
  /** The version of published code. Absent: the name is that of a function of the host. */
  readonly version?: string;
  /** The id of the instance. Absent: the execution's id and the task's number, which no other has. */
  readonly instanceId?: string;
}

/** What became of a task, as `Promise.allSettled` says it. `reason` is the error that `yield*` would have thrown. */
export type SettledTask<Result> =
  | { readonly status: "fulfilled"; readonly value: Result }
  | { readonly status: "rejected"; readonly reason: unknown };

export interface FirstOptions {
  /**
   * `cancel` (default): as soon as the first one is there, the others are cancelled, each as by its `cancel()`. What
   * cannot be cancelled goes on and nobody hears of its end: calls of entities, forks, loops and groups. One that was
   * told its result in the same turn has it: keep the task of a `waitForEvent`, lest an event is taken and not seen.
   * `goOn`: nothing is cancelled, and the others may be waited for later.
   */
  readonly losers?: "cancel" | "goOn";
}

export interface CallSubOptions extends StartSubOptions {
  /**
   * Starts it anew when it fails, as an instance of its own: behind a given `instanceId` the attempts after the first
   * have `:2`, `:3` and so on. A failure that is `nonRetriable`, a termination among them, is not repeated.
   */
  readonly retry?: CallRetry;
  /** When it has not come to its end by then, with all its attempts, it is terminated and the task fails with `Timeout`. */
  readonly timeoutMs?: number;
}

export interface SignalOptions {
  readonly node?: string;
  /** Milliseconds since 1970: the operation is not performed before then. Absent: in its turn. */
  readonly atMs?: number;
  /** The same, or a date in ISO 8601. */
  readonly at?: number | string;
}

export interface LockOptions extends NodeOption {
  /** What still runs in the section when its body has failed goes on (default), or is cancelled before the section ends. */
  readonly rest?: "goOn" | "cancel";
}

export interface ForEachOptions {
  readonly node?: string;
  /** At most so many iterations at once. Absent: all. */
  readonly maxConcurrency?: number;
  /**
   * `stop` (default): the first failure is the loop's, and no further iteration starts. `collect`: the results are
   * `{ ok: true, value }` and `{ ok: false, error }`.
   */
  readonly onFailure?: "stop" | "collect";
  /** With `collect`: the loop fails with the code `TooManyFailures` as soon as more iterations than this have failed. */
  readonly toleratedFailures?: number;
  /** The same, as a share of all items from 0 to 100. */
  readonly toleratedPercent?: number;
  /** Iterations that run when the loop fails go on (default), or are cancelled before the failure is told. */
  readonly rest?: "goOn" | "cancel";
}

/**
 * Everything an orchestration may do. It must not do anything else: no clock, no chance, no I/O.
 * Given the same history it must ask for the same things in the same order.
 */
export interface OrchestrationContext extends ScopeContext {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  /** The instance that called this one and waits for it; `undefined` when a client started it. */
  readonly parent: InstanceId | undefined;
  /** The version of the published code that runs; `undefined` for a function of the host. It is the instance's for ever. */
  readonly version: WorkflowVersion | undefined;
  /**
   * True while the code runs again through what it has done before, to come back to where it waits. What it asks for
   * must not depend on it: it is for what nobody waits for, as a figure that is counted once.
   */
  readonly isReplaying: boolean;
  /**
   * Why the run is to end, once somebody has asked for that with a clean-up (`client.terminate` with `cleanUp`);
   * `undefined` before. Whoever catches errors and goes on looks at it, lest the clean-up never ends.
   */
  readonly cancelReason: string | undefined;
  /** Milliseconds since 1970 at which this turn began. The same in every replay. */
  now(): number;
  /** A number in [0, 1), the same in every replay. */
  random(): number;
  /** A version 4 shaped UUID, the same in every replay. */
  newGuid(): string;

  /** Runs an activity: at least once, its result accepted once. */
  call<Result = Json>(activity: string, input?: unknown, options?: CallOptions): Task<Result>;
  /**
   * Starts an instance of another orchestration and waits for its end: gives its output, or fails with
   * its failure as it was. An instance that nobody waits for any more is terminated, and so are its own.
   */
  callSub<Result = Json>(orchestration: string, input?: unknown, options?: CallSubOptions): Task<Result>;
  /**
   * Starts an instance of another orchestration and goes on: nobody waits for its end, and it goes on when this one
   * has ended, however that ends. Gives its id. There is no answer: if an instance of that id exists, none is
   * started, and the operator's log says so. In a critical section, too, since nothing is waited for.
   */
  startSub(orchestration: string, input?: unknown, options?: StartSubOptions): InstanceId;
  /** A durable timer of any length. `cancel()` drops it. */
  sleep(durationMs: number, options?: NodeOption): Task<undefined>;
  /** A durable timer until a time, in milliseconds since 1970 or as a date in ISO 8601; one that has passed fires at once. */
  sleepUntil(time: number | string, options?: NodeOption): Task<undefined>;
  /** Waits for all; fails as soon as one fails. The others go on. */
  all<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<Results>;
  /** Waits until every task has come to its end, and gives what became of each, in order. It does not fail. */
  allSettled<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<{ readonly [Index in keyof Results]: SettledTask<Results[Index]> }>;
  /**
   * Waits for the first task to come to its end, and gives its result or fails as it did. The losers are cancelled.
   * Durable Functions' WhenAny gives the task itself and lets the others go on.
   */
  race<Tasks extends readonly Task<unknown>[]>(
    tasks: readonly [...Tasks],
    options?: FirstOptions,
  ): Task<ResultOf<Tasks[number]>>;
  /**
   * Waits for the first task that succeeds; the losers are cancelled. When all have failed it fails with the code
   * `AllTasksFailed`, with every error in `errors` and the first as its `cause`.
   */
  any<Tasks extends readonly Task<unknown>[]>(
    tasks: readonly [...Tasks],
    options?: FirstOptions,
  ): Task<ResultOf<Tasks[number]>>;
  /**
   * Starts a body that runs beside the caller; it begins when the caller next waits. A failure
   * nobody waits for, of a fork or of any other task, fails the orchestration when its body ends.
   */
  fork<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result>;
  /**
   * Runs the body once per item, in parallel, and gives the results in item order. Fails as soon as
   * one iteration fails; no further iteration starts then. `items` must be an array.
   */
  forEach<Item, Result>(
    items: readonly Item[],
    options: ForEachOptions,
    body: (ctx: OrchestrationContext, item: Item, index: number) => Body<Result>,
  ): Task<readonly Result[]>;

  /**
   * Waits for an event that somebody raises for this instance. Names are the same in upper and lower
   * case. An event that nobody waits for is kept; each goes to one wait, the oldest to the oldest.
   */
  waitForEvent<Payload = Json>(name: string, options?: WaitForEventOptions<Payload>): Task<Payload>;
  /**
   * Raises an event for another instance, and goes on. There is no answer: an instance that does not
   * exist, or has finished, does not get it.
   */
  sendEvent(instanceId: string, name: string, payload?: unknown, options?: NodeOption): void;

  /** The id of an entity. Throws RangeError when the name or the key breaks a rule. */
  entity(name: string, key: string): EntityId;
  /** Has an entity perform an operation, once, and gives what it returns; fails with what it threw. */
  callEntity<Result = Json>(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options?: NodeOption,
  ): Task<Result>;
  /**
   * Has an entity perform an operation, once, and goes on. There is no answer, and nobody hears of a failure. With
   * `atMs` it is performed then or later, also when this orchestration has ended by then.
   */
  signalEntity(entity: EntityId | string, operation: string, input?: unknown, options?: SignalOptions): void;
  /**
   * Runs a body while the entities are its own: nobody else's operations run on them until the body has
   * ended, however it ends. Whoever locks waits for who came before; nobody waits in a circle. The rules,
   * each broken with an error of the code `CriticalSectionRule`:
   *
   * 1. A critical section locks at least one entity, and sections are not nested.
   * 2. No entity is called between the request for the lock and its acquisition.
   * 3. In a section only locked entities are called.
   * 4. A locked entity is called once at a time.
   * 5. A locked entity is not signaled from its section; others may be. No orchestration is called.
   *
   * Activities and timers are free. What a body did before it failed stays done.
   */
  locked<Result>(
    entities: readonly (EntityId | string)[],
    body: (ctx: OrchestrationContext) => Body<Result>,
    options?: LockOptions,
  ): Task<Result>;
  /** {@link locked} in two halves. What is not released is released when the orchestration ends. */
  lock(...entities: readonly (EntityId | string)[]): Task<LockHandle>;
  /** True in a critical section. */
  isLocked(): boolean;

  /**
   * Has the instance go on as a new execution with this input as soon as the body returns; what it
   * returns is then of no account. The history begins again, so that an instance may live for ever.
   * Events that were not taken are kept; tasks that were not waited for are cancelled.
   */
  continueAsNew(input?: unknown, options?: NodeOption): void;
  /** What the instance's status says from now on. At most 16 KiB as JSON. */
  setCustomStatus(value: unknown, options?: NodeOption): void;
  /**
   * Changes what lists find this instance by, as `attributes` at its start: each name gets its value, `null` takes it
   * away, and what is not named stays. They outlast `continueAsNew`. Throws RangeError when a value is none, or when
   * the changes have more than 8 KiB as JSON; when all attributes together have more, the run fails with the code
   * `AttributesTooLarge`. Durable Functions has none; Temporal calls it upserting search attributes.
   */
  setSearchAttributes(changes: AttributeChanges, options?: NodeOption): void;

  /**
   * Says something in the operator's log, with the instance and its name; `data` is shown as JSON. A replay says
   * nothing again. It is not in the history, and a turn that a crash takes back may say it twice. At most 100
   * lines a turn, of 2 000 characters and 8 KiB of data each.
   */
  log(message: string, data?: unknown): void;
  log(level: LogLevel, message: string, data?: unknown): void;

  /** Says in the history which way a branch went, and gives the condition as a boolean. */
  decide(node: string, condition: unknown): boolean;
  /** Says in the history what value a node without a task has, and gives the value as JSON would carry it. */
  record<Value>(node: string, value: Value): Value;
}

/** The body of an orchestration. */
export type Orchestrator<Input = Json, Output = unknown> = (ctx: OrchestrationContext, input: Input) => Body<Output>;

/** An orchestration that can be registered: its name and its body. */
export interface Orchestration<Input = Json, Output = unknown> {
  readonly kind: "orchestration";
  readonly name: string;
  readonly run: Orchestrator<Input, Output>;
}

/** An orchestration of whatever input: the engine gives it what was stored, and asks no further. */
export type AnyOrchestration = Orchestration<never>;

/** Names an orchestrator. Compiled workflows and hand-written ones use the same call. */
export function orchestration<Input = Json, Output = unknown>(
  name: string,
  run: Orchestrator<Input, Output>,
): Orchestration<Input, Output>;
/** The same for a body whose context knows what may be called. */
export function orchestration<Types, Input, Output>(
  name: string,
  run: (ctx: WorkflowContext<Types>, input: Input) => Body<Output>,
): Orchestration<Input, Output>;
export function orchestration(name: string, run: unknown): unknown {
  return { kind: "orchestration", name, run };
}
