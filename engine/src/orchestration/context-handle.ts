import {
  type AttributeChanges,
  decodeJson,
  type EntityId,
  type ExecutionId,
  encodeJson,
  entityId,
  type InstanceId,
  type JsonText,
  NOTHING,
  type Origin,
  type WorkflowVersion,
} from "../model/index.js";
import { askActivity } from "./activity-call.js";
import { gather, gatherSettled } from "./all.js";
import { checkedName, kindOf, requireNumber, shown } from "./argument-checks.js";
import type {
  Body,
  CallOptions,
  CallSubOptions,
  FirstOptions,
  ForEachOptions,
  LockHandle,
  NodeOption,
  OrchestrationContext,
  ResultOf,
  SettledTask,
  SignalOptions,
  StartSubOptions,
  Task,
  WaitForEventOptions,
} from "./context.js";
import {
  askEntity,
  askEvent,
  askLock,
  askSub,
  askTimer,
  sendEvent,
  setCustomStatus,
  setSearchAttributes,
  signalEntity,
  startSub,
} from "./exchange.js";
import { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import { firstOf } from "./first.js";
import { startLoop } from "./loop.js";
import { askRetriedSub } from "./retried-sub.js";
import { checkedRetry } from "./retry-checks.js";
import type { TaskState } from "./task.js";
import { blame } from "./thrown.js";
import { isLevel } from "./turn-log.js";

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
    return this.#execution.identity.instanceId;
  }
  get executionId(): ExecutionId {
    return this.#execution.identity.executionId;
  }

  get parent(): InstanceId | undefined {
    return this.#execution.started.parentId;
  }
  get version(): WorkflowVersion | undefined {
    return this.#execution.started.version;
  }
  get isReplaying(): boolean {
    return this.#execution.isReplaying;
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
    return this.#for(origin, () =>
      handle<Result>(askActivity(this.#execution, origin, { name: activity, input, options })),
    );
  }

  callSub<Result>(orchestration: string, input?: unknown, options: CallSubOptions = {}): Task<Result> {
    const name = checkedName(orchestration, "The name of an orchestration");
    const origin = this.#origin(options.node ?? name);
    const asked = { name, input, options };
    return this.#for(origin, () => {
      const { retry } = options;
      if (retry === undefined) return handle<Result>(askSub(this.#execution, origin, asked));
      return handle<Result>(askRetriedSub(this.#execution, origin, asked, checkedRetry(retry)));
    });
  }

  startSub(orchestration: string, input?: unknown, options: StartSubOptions = {}): InstanceId {
    const name = checkedName(orchestration, "The name of an orchestration");
    const origin = this.#origin(options.node ?? name);
    return this.#for(origin, () => startSub(this.#execution, origin, { name, input, options }));
  }

  sleep(durationMs: number, options: NodeOption = {}): Task<undefined> {
    const origin = this.#origin(options.node ?? "timer");
    return this.#for(origin, () => {
      requireNumber(durationMs, "The duration of a timer, in milliseconds,", 0);
      return handle<undefined>(askTimer(this.#execution, origin, this.#execution.nowMs + Math.ceil(durationMs)));
    });
  }

  sleepUntil(epochMs: number, options: NodeOption = {}): Task<undefined> {
    const origin = this.#origin(options.node ?? "timer");
    return this.#for(origin, () => {
      requireNumber(epochMs, "The time of a timer, in milliseconds since 1970,", 0);
      return handle<undefined>(askTimer(this.#execution, origin, Math.ceil(epochMs)));
    });
  }

  all<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<Results> {
    return handle(gather(this.#execution, tasks));
  }

  allSettled<Results extends readonly unknown[]>(
    tasks: { readonly [Index in keyof Results]: Task<Results[Index]> },
  ): Task<{ readonly [Index in keyof Results]: SettledTask<Results[Index]> }> {
    return handle(gatherSettled(this.#execution, tasks));
  }

  race<Tasks extends readonly Task<unknown>[]>(
    tasks: readonly [...Tasks],
    options: FirstOptions = {},
  ): Task<ResultOf<Tasks[number]>> {
    return handle(firstOf(this.#execution, "race", tasks, options));
  }

  any<Tasks extends readonly Task<unknown>[]>(
    tasks: readonly [...Tasks],
    options: FirstOptions = {},
  ): Task<ResultOf<Tasks[number]>> {
    return handle(firstOf(this.#execution, "any", tasks, options));
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

  waitForEvent<Payload>(name: string, options: WaitForEventOptions<Payload> = {}): Task<Payload> {
    const event = checkedName(name, "The name of an event");
    const origin = this.#origin(options.node ?? event);
    return this.#for(origin, () => handle<Payload>(askEvent(this.#execution, origin, event, options)));
  }

  sendEvent(receiver: string, name: string, payload?: unknown, options: NodeOption = {}): void {
    const event = checkedName(name, "The name of an event");
    const origin = this.#origin(options.node ?? event);
    this.#for(origin, () => sendEvent(this.#execution, origin, { receiver, event, payload }));
  }

  entity(name: string, key: string): EntityId {
    return entityId(String(name), String(key));
  }

  callEntity<Result>(
    entity: EntityId | string,
    operation: string,
    input?: unknown,
    options: NodeOption = {},
  ): Task<Result> {
    const name = checkedName(operation, "The name of an operation");
    const origin = this.#origin(options.node ?? name);
    const asked = { entity, operation: name, input };
    return this.#for(origin, () => handle<Result>(askEntity(this.#execution, origin, asked)));
  }

  signalEntity(entity: EntityId | string, operation: string, input?: unknown, options: SignalOptions = {}): void {
    const name = checkedName(operation, "The name of an operation");
    const origin = this.#origin(options.node ?? name);
    this.#for(origin, () => signalEntity(this.#execution, origin, { entity, operation: name, input }, options.atMs));
  }

  locked<Result>(
    entities: readonly (EntityId | string)[],
    body: (ctx: OrchestrationContext) => Body<Result>,
    options: NodeOption = {},
  ): Task<Result> {
    if (!Array.isArray(entities)) throw new TypeError("ctx.locked takes a list of entities as its first argument.");
    if (typeof body !== "function") {
      throw new TypeError("ctx.locked takes a generator function as its second argument.");
    }
    const lock = this.#lock(entities, options.node ?? "lock");
    return this.fork(function* (ctx) {
      const held = yield* lock;
      try {
        return yield* body(ctx);
      } finally {
        held.release();
      }
    });
  }

  lock(...entities: readonly (EntityId | string)[]): Task<LockHandle> {
    return this.#lock(entities, "lock");
  }

  isLocked(): boolean {
    return this.#execution.section.isHeld;
  }

  continueAsNew(input?: unknown): void {
    this.#execution.requireTurn();
    this.#execution.continuation = this.#execution.encode(input, "The input of the run that continues this one");
  }

  setCustomStatus(value: unknown, options: NodeOption = {}): void {
    const origin = this.#origin(options.node ?? "status");
    this.#for(origin, () => setCustomStatus(this.#execution, origin, value));
  }

  setSearchAttributes(changes: AttributeChanges, options: NodeOption = {}): void {
    const origin = this.#origin(options.node ?? "attributes");
    this.#for(origin, () => setSearchAttributes(this.#execution, origin, changes));
  }

  log(first: string, ...more: readonly unknown[]): void {
    this.#execution.requireTurn();
    const isLeveled = isLevel(first) && typeof more[0] === "string";
    const [level, message, data] = isLeveled ? [first, more[0], more[1]] : ["info", first, more[0]];
    // A replay does all of this, too, and throws what was thrown: only what was said is dropped.
    this.#execution.log.say(level, message, data === undefined ? undefined : this.#loggable(data));
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

  /** What is only looked at must not fail a run because JSON cannot carry it; what is too large does, as everywhere. */
  #loggable(data: unknown): JsonText {
    try {
      return this.#execution.encode(data, "The data of a log line");
    } catch (thrown) {
      if (thrown instanceof RangeError) throw thrown;
      return encodeJson({ omitted: "The data cannot be written as JSON." });
    }
  }

  #lock(entities: readonly (EntityId | string)[], node: string): Task<LockHandle> {
    const origin = this.#origin(node);
    return this.#for(origin, () => handle<LockHandle>(askLock(this.#execution, origin, entities)));
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
