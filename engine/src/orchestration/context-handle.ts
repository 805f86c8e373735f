import {
  decodeJson,
  type ExecutionId,
  type InstanceId,
  type JsonText,
  NOTHING,
  type Origin,
  type RetryPolicy,
} from "../model/index.js";
import { gather } from "./all.js";
import type { Body, CallOptions, ForEachOptions, OrchestrationContext, Task } from "./context.js";
import { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import { startLoop } from "./loop.js";
import type { TaskState } from "./task.js";
import { blame } from "./thrown.js";

/**
 * The context that code is given: a thin door to its execution, one for each iteration path. A
 * refusal of what a node asked for remembers the node, so that the node is what fails.
 */
export class ContextHandle implements OrchestrationContext {
  readonly #execution: Execution;
  readonly #path: readonly number[];

  constructor(execution: Execution, path: readonly number[]) {
    if (!(execution instanceof Execution)) throw new TypeError("Contexts are made by the engine alone.");
    this.#execution = execution;
    this.#path = path;
  }

  get instanceId(): InstanceId {
    return this.#execution.started.instanceId;
  }
  get executionId(): ExecutionId {
    return this.#execution.started.executionId;
  }

  now(): number {
    return this.#execution.nowMs;
  }
  random(): number {
    this.#execution.requireTurn();
    return this.#execution.random.fraction();
  }
  newGuid(): string {
    this.#execution.requireTurn();
    return this.#execution.random.guid();
  }

  call<Result>(activity: string, input?: unknown, options: CallOptions = {}): Task<Result> {
    if (typeof activity !== "string" || activity === "") {
      throw new TypeError("ctx.call takes the name of an activity, a text that is not empty, as its first argument.");
    }
    const origin = this.#origin(options.node ?? activity);
    return this.#for(origin, () => {
      const text = this.#execution.encode(input, `The input of activity ${activity}`);
      const retry = options.retry === undefined ? undefined : retryPolicy(options.retry);
      const { timeoutMs } = options;
      if (timeoutMs !== undefined) requireNumber(timeoutMs, "timeoutMs", 1);
      const { id, state } = this.#execution.newOutstanding(origin);
      this.#execution.act({
        type: "ActivityScheduled",
        taskId: id,
        origin,
        name: activity,
        input: text,
        ...(retry !== undefined && { retry }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      });
      return handle<Result>(state);
    });
  }

  sleep(durationMs: number, options: { readonly node?: string } = {}): Task<undefined> {
    const origin = this.#origin(options.node ?? "timer");
    return this.#for(origin, () => {
      requireNumber(durationMs, "The duration of a timer, in milliseconds,", 0);
      const fireAtMs = this.#execution.nowMs + Math.ceil(durationMs);
      if (!Number.isSafeInteger(fireAtMs)) throw new RangeError(`A timer of ${durationMs} ms is too long.`);
      const { id, state } = this.#execution.newOutstanding(origin);
      this.#execution.act({ type: "TimerCreated", taskId: id, origin, fireAtMs });
      return handle<undefined>(state);
    });
  }

  all<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<Results> {
    return handle(gather(this.#execution, tasks));
  }

  fork<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result> {
    if (typeof body !== "function") throw new TypeError("ctx.fork takes a generator function.");
    const execution = this.#execution;
    const state = execution.newTask();
    new Fiber(
      execution,
      () => body(this),
      (failed, value) => execution.settle(state, failed ? { kind: "error", error: value } : { kind: "value", value }),
    );
    return handle(state);
  }

  forEach<Item, Result>(
    items: readonly Item[],
    options: ForEachOptions,
    body: (ctx: OrchestrationContext, item: Item, index: number) => Body<Result>,
  ): Task<readonly Result[]> {
    const { node, maxConcurrency } = options ?? {};
    const origin = this.#origin(node ?? "forEach");
    return this.#for(origin, () => {
      if (!Array.isArray(items)) {
        throw new TypeError(`${origin.node} goes through a list, but its items are ${kindOf(items)}.`);
      }
      if (typeof body !== "function")
        throw new TypeError("ctx.forEach takes a generator function as its third argument.");
      if (maxConcurrency !== undefined && !(Number.isSafeInteger(maxConcurrency) && maxConcurrency >= 1)) {
        throw new RangeError(`maxConcurrency must be a whole number from 1 up; it is ${shown(maxConcurrency)}.`);
      }
      const open = (item: unknown, index: number) =>
        body(new ContextHandle(this.#execution, [...this.#path, index]), item as Item, index);
      return handle<readonly Result[]>(startLoop(this.#execution, { origin, items, maxConcurrency, open }));
    });
  }

  decide(node: string, condition: unknown): boolean {
    const taken = Boolean(condition);
    this.#execution.act({ type: "BranchDecided", origin: this.#origin(node), port: taken ? "true" : "false" });
    return taken;
  }

  record<Value>(node: string, value: Value): Value {
    const origin = this.#origin(node);
    return this.#for(origin, () => {
      const text: JsonText = value === undefined ? NOTHING : this.#execution.encode(value, `The value of ${node}`);
      this.#execution.act({ type: "NodeRecorded", origin, value: text });
      return decodeJson(text) as Value;
    });
  }

  #origin(node: string): Origin {
    if (typeof node !== "string" || node === "") throw new TypeError("The name of a node is a text that is not empty.");
    return { node, path: this.#path };
  }

  /** Does what a node asks for; what is thrown meanwhile is that node's. */
  #for<Result>(origin: Origin, act: () => Result): Result {
    try {
      return act();
    } catch (thrown) {
      throw blame(thrown, origin);
    }
  }
}

const handle = <Result>(state: TaskState): Task<Result> => state.handle as Task<Result>;

function retryPolicy({ maxAttempts, firstDelayMs, backoff, maxDelayMs }: RetryPolicy): RetryPolicy {
  if (!Number.isSafeInteger(maxAttempts)) throw new RangeError("retry.maxAttempts must be a whole number.");
  requireNumber(maxAttempts, "retry.maxAttempts", 1);
  requireNumber(firstDelayMs, "retry.firstDelayMs", 0);
  if (backoff !== undefined) requireNumber(backoff, "retry.backoff", 1);
  if (maxDelayMs !== undefined) requireNumber(maxDelayMs, "retry.maxDelayMs", 0);
  return {
    maxAttempts,
    firstDelayMs,
    ...(backoff !== undefined && { backoff }),
    ...(maxDelayMs !== undefined && { maxDelayMs }),
  };
}

function requireNumber(value: unknown, what: string, min: number): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= min) return;
  throw new RangeError(`${what} must be a number from ${min} up; it is ${shown(value)}.`);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : kindOf(value));
