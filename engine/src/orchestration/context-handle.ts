import {
  type AttributeChanges,
  decodeJson,
  type EntityId,
  type ExecutionId,
  encodeJson,
  entityId,
  type Failure,
  type InstanceId,
  type JsonText,
  NOTHING,
  type Origin,
  type WorkflowVersion,
} from "../model/index.js";
import { askActivity } from "./activity-call.js";
import { gather, gatherSettled } from "./all.js";
import { askApproval } from "./approval.js";
import { checkedName, epochMs, kindOf, requireNumber, shown } from "./argument-checks.js";
import { cancelBody, isCancellation, settleWithEnd } from "./cancellation.js";
import { caughtFailure, dealtWith, errorFrom, isTimeout, withUndoFailures } from "./caught.js";
import type {
  Body,
  CallOptions,
  CallSubOptions,
  FirstOptions,
  ForEachOptions,
  LockHandle,
  LockOptions,
  NodeOption,
  OrchestrationContext,
  ResultOf,
  SettledTask,
  SignalOptions,
  StartSubOptions,
  Task,
  WaitForEventOptions,
} from "./context.js";
import type {
  Approval,
  ApprovalOptions,
  ApprovalRequest,
  CallHttpOptions,
  Case,
  CaughtFailure,
  CaughtOptions,
  FailedOptions,
  FailureSettings,
  RaceOptions,
  ReachOptions,
  Rounds,
  Way,
} from "./context-scopes.js";
import {
  type AskedSub,
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
import { failurePolicy, startLoop } from "./loop.js";
import { pollHttp } from "./poll-http.js";
import { reach } from "./reach.js";
import { askRetriedSub } from "./retried-sub.js";
import { checkedRetry } from "./retry-checks.js";
import { RoundsHandle } from "./rounds.js";
import { requireBody, startRace, startScope, startShield, startTimeout } from "./scopes.js";
import type { TaskState } from "./task.js";
import { blame, failureOfThrown, PLAIN_STACKS } from "./thrown.js";
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
  get cancelReason(): string | undefined {
    return this.#execution.cancelReason;
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
      const { timeoutMs } = options;
      if (timeoutMs === undefined) return handle<Result>(this.#askSub(origin, asked, options));
      const open = (): Body<unknown> => this.#askSub(origin, asked, options).handle[Symbol.iterator]();
      return handle<Result>(startTimeout(this.#execution, origin, timeoutMs, { open, record: (value) => value }));
    });
  }

  #askSub(origin: Origin, asked: AskedSub, { retry }: CallSubOptions): TaskState {
    if (retry === undefined) return askSub(this.#execution, origin, asked);
    return askRetriedSub(this.#execution, origin, asked, checkedRetry(retry));
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

  sleepUntil(time: number | string, options: NodeOption = {}): Task<undefined> {
    const origin = this.#origin(options.node ?? "timer");
    return this.#for(origin, () =>
      handle<undefined>(askTimer(this.#execution, origin, epochMs(time, "The time of a timer"))),
    );
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
    state.body = new Fiber(
      execution,
      () => body(this),
      (failed, value) => settleWithEnd(execution, state, failed, value),
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
      const policy = failurePolicy(options ?? {});
      return handle<readonly Result[]>(startLoop(this.#execution, { origin, items, maxConcurrency, policy, open }));
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
    const { at, atMs } = options;
    this.#for(origin, () => {
      const due = at === undefined ? atMs : epochMs(at, "The time of a signal");
      signalEntity(this.#execution, origin, { entity, operation: name, input }, due);
    });
  }

  locked<Result>(
    entities: readonly (EntityId | string)[],
    body: (ctx: OrchestrationContext) => Body<Result>,
    options: LockOptions = {},
  ): Task<Result> {
    if (!Array.isArray(entities)) throw new TypeError("ctx.locked takes a list of entities as its first argument.");
    if (typeof body !== "function") {
      throw new TypeError("ctx.locked takes a generator function as its second argument.");
    }
    const lock = this.#lock(entities, options.node ?? "lock");
    return this.fork(function* (ctx) {
      const held = yield* lock;
      try {
        return yield* options.rest === "cancel" ? ctx.scope(body) : body(ctx);
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

  continueAsNew(input?: unknown, options: NodeOption = {}): void {
    this.#execution.requireTurn();
    this.#for(this.#origin(options.node ?? "continueAsNew"), () => {
      this.#execution.continuation = this.#execution.encode(input, "The input of the run that continues this one");
    });
  }

  scope<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result> {
    requireBody(body, "ctx.scope");
    return handle(startScope(this.#execution, () => body(this)));
  }

  shield<Result>(body: (ctx: OrchestrationContext) => Body<Result>): Task<Result> {
    requireBody(body, "ctx.shield");
    return handle(startShield(this.#execution, () => body(this)));
  }

  timeout<Result>(
    limitMs: number,
    options: NodeOption,
    body: (ctx: OrchestrationContext) => Body<Result>,
  ): Task<Result> {
    requireBody(body, "ctx.timeout");
    const origin = this.#origin(options?.node ?? "timeout");
    const scope = { open: () => body(this), record: (value: unknown) => this.record(origin.node, value) };
    return this.#for(origin, () => handle(startTimeout(this.#execution, origin, limitMs, scope)));
  }

  firstOf<Result>(
    options: RaceOptions,
    bodies: Readonly<Record<string, (ctx: OrchestrationContext) => Body<Result>>>,
  ): Task<{ readonly winner: string; readonly value: Result }> {
    const origin = this.#origin(options?.node ?? "race");
    const racing = Object.entries(bodies).map(([name, body]) => {
      requireBody(body, "ctx.firstOf");
      return { name, open: () => body(this) };
    });
    const how = {
      first: options?.first ?? ("settled" as const),
      record: (value: unknown) => this.record(origin.node, value),
    };
    return this.#for(origin, () => handle(startRace(this.#execution, racing, how)));
  }

  rounds(node: string, { maxRounds = Number.POSITIVE_INFINITY }: { readonly maxRounds?: number } = {}): Rounds {
    const contextOf = (round: number) => new ContextHandle(this.#execution, [...this.#path, round]);
    return new RoundsHandle({ execution: this.#execution, origin: this.#origin(node), maxRounds, contextOf });
  }

  end(node: string, output: unknown): Task<never> {
    const execution = this.#execution;
    const value = this.record(node, output);
    execution.endedWith ??= { value };
    if (execution.root !== undefined) cancelBody(execution, execution.root);
    return handle(execution.newTask());
  }

  reach(count: number, ways: readonly Way[], options: ReachOptions = {}): Task<boolean> {
    return handle(reach(this.#execution, count, ways, options));
  }

  caught(node: string, thrown: unknown, options: CaughtOptions = {}): CaughtFailure {
    const failure = this.#dealtWith(thrown, options);
    this.#execution.act({ type: "BranchDecided", origin: this.#origin(node), port: "error" });
    return failure;
  }

  failed(node: string, thrown: unknown, { ports = ["error"] }: FailedOptions = {}): CaughtFailure {
    const port = isTimeout(thrown) && ports.includes("timeout") ? "timeout" : "error";
    if (!ports.includes(port)) throw thrown;
    const failure = this.#dealtWith(thrown, {});
    this.#execution.act({ type: "BranchDecided", origin: this.#origin(node), port });
    return failure;
  }

  /** A body that is cancelled deals with nothing: it is on its way out. */
  #dealtWith(thrown: unknown, options: CaughtOptions): CaughtFailure {
    if (this.#execution.running?.isCancelled === true) throw thrown;
    return dealtWith(thrown, options);
  }

  failure(node: string, given: FailureSettings | CaughtFailure): unknown {
    const origin = this.#origin(node);
    const error = errorFrom(given, origin);
    this.#for(origin, () => this.record(node, caughtFailure(error)));
    return error;
  }

  *undone(undo: (() => Body<unknown>)[], thrown: unknown): Body<unknown> {
    if (isCancellation(thrown)) return thrown;
    if (undo.length === 0) return thrown;
    const failures: Failure[] = [];
    yield* this.shield(function* () {
      for (let body = undo.pop(); body !== undefined; body = undo.pop()) {
        try {
          yield* body();
        } catch (problem) {
          failures.push(failureOfThrown(problem, PLAIN_STACKS).failure);
        }
      }
    });
    return withUndoFailures(thrown, failures);
  }

  choose(node: string, cases: readonly Case[]): string {
    const origin = this.#origin(node);
    return this.#for(origin, () => {
      const found = cases.find(({ when }) => when());
      this.#execution.act({ type: "BranchDecided", origin, port: found?.port ?? "default" });
      return found?.value ?? "default";
    });
  }

  approval(request: ApprovalRequest, options: ApprovalOptions = {}): Task<Approval> {
    const origin = this.#origin(options.node ?? "approval");
    return this.#for(origin, () => handle(askApproval(this.#execution, origin, request, options)));
  }

  callHttp<Result>(request: unknown, options: CallHttpOptions = {}): Task<Result> {
    const named = { ...options, node: options.node ?? "http.request" };
    return this.fork((ctx) => pollHttp(ctx, request, named) as Body<Result>);
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
