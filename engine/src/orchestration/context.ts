import type { ExecutionId, InstanceId, Json, RetryPolicy } from "../model/index.js";

/**
 * A promise of a result, as data. `yield* task` waits for it and gives its value, or throws what
 * it failed with. A task may be waited for any number of times.
 */
export interface Task<Result> {
  [Symbol.iterator](): Generator<Task<unknown>, Result, unknown>;
}

/** Code that may wait: the body of an orchestration, of a fork, of an iteration. */
export type Body<Result> = Generator<Task<unknown>, Result, unknown>;

/** Names the node that asks. In hand-written code it may be left out; the activity's name stands for it. */
export interface CallOptions {
  readonly node?: string;
  readonly retry?: RetryPolicy;
  /** Limit for one attempt. */
  readonly timeoutMs?: number;
}

export interface ForEachOptions {
  readonly node?: string;
  /** At most so many iterations at once. Absent: all. */
  readonly maxConcurrency?: number;
}

/**
 * Everything an orchestration may do. It must not do anything else: no clock, no chance, no I/O.
 * Given the same history it must ask for the same things in the same order.
 */
export interface OrchestrationContext {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  /** Milliseconds since 1970 at which this turn began. The same in every replay. */
  now(): number;
  /** A number in [0, 1), the same in every replay. */
  random(): number;
  /** A version 4 shaped UUID, the same in every replay. */
  newGuid(): string;

  /** Runs an activity: at least once, its result accepted once. */
  call<Result = Json>(activity: string, input?: unknown, options?: CallOptions): Task<Result>;
  /** A durable timer. */
  sleep(durationMs: number, options?: { readonly node?: string }): Task<undefined>;
  /** Waits for all; fails as soon as one fails. The others go on. */
  all<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<Results>;
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

/** Names an orchestrator. Compiled workflows and hand-written ones use the same call. */
export function orchestration<Input = Json, Output = unknown>(
  name: string,
  run: Orchestrator<Input, Output>,
): Orchestration<Input, Output> {
  return { kind: "orchestration", name, run };
}
