import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EpisodeOutcome } from "../model/index.js";
import {
  type ActionEvent,
  type CleanUp,
  encodeJson,
  entityId,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  isRunCancelled,
  type MessageEvent,
  type TaskId,
} from "../model/index.js";
import type { Body, CallSubOptions, OrchestrationContext, Orchestrator } from "./context.js";
import { type HeardMessage, isMessage, LiveOrchestration, replay } from "./index.js";

/** A random program: what a body does, step by step. */
type Step =
  | { readonly do: "call"; readonly name: string }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "record" | "decide" | "chance" }
  | { readonly do: "all" | "forks" | "beside"; readonly branches: readonly (readonly Step[])[] }
  | { readonly do: "each"; readonly count: number; readonly max: number | undefined; readonly body: readonly Step[] }
  | { readonly do: "try" | "finally" | "locked"; readonly body: readonly Step[] }
  | { readonly do: "wait"; readonly name: string; readonly timeoutMs: number | undefined }
  | { readonly do: "entity"; readonly key: string }
  | { readonly do: "sub"; readonly id: string | undefined }
  | { readonly do: "tell" | "lock" | "continue" | "repeat" | "cancel" }
  | { readonly do: "first"; readonly how: "race" | "any" | "allSettled"; readonly losers: "cancel" | "goOn" }
  | { readonly do: "throw" };

const { steps } = fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  steps: fc.array(tie("step"), { maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("call" as const), name: fc.constantFrom("a", "b", "c") }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("sleep" as const), ms: fc.integer({ min: 0, max: 50 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom("record" as const, "decide" as const, "chance" as const) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom("all" as const, "forks" as const, "beside" as const),
        branches: fc.array(tie("steps"), { maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("each" as const),
        count: fc.integer({ min: 0, max: 4 }),
        max: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        body: tie("steps"),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom("try" as const, "finally" as const, "locked" as const),
        body: tie("steps"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        name: fc.constantFrom("x", "X", "y"),
        timeoutMs: fc.option(fc.nat(100), { nil: undefined }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("entity" as const), key: fc.constantFrom("one", "two", "three") }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("sub" as const),
        id: fc.option(fc.constantFrom("child", "other"), { nil: undefined }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom(
          "tell" as const,
          "lock" as const,
          "continue" as const,
          "repeat" as const,
          "cancel" as const,
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("first" as const),
        how: fc.constantFrom("race" as const, "any" as const, "allSettled" as const),
        losers: fc.constantFrom("cancel" as const, "goOn" as const),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: "throw" as const }) },
  ),
}));

/** One of the children is called again when it fails. */
function subOptions(id: string | undefined): CallSubOptions {
  if (id === undefined) return {};
  return id === "other" ? { instanceId: id, retry: { maxAttempts: 3, firstDelayMs: 5 } } : { instanceId: id };
}

function* run(ctx: OrchestrationContext, program: readonly Step[]): Body<unknown> {
  const seen: unknown[] = [ctx.now()];
  for (const step of program) {
    switch (step.do) {
      case "call":
        seen.push(yield* ctx.call(step.name, seen.length));
        break;
      case "sleep":
        seen.push(yield* ctx.sleep(step.ms));
        break;
      case "record":
        seen.push(ctx.record("set", seen));
        break;
      case "decide":
        seen.push(ctx.decide("if", seen.length % 2));
        break;
      case "chance":
        seen.push(ctx.random(), ctx.newGuid());
        break;
      case "all":
        seen.push(yield* ctx.all(step.branches.map((_, index) => ctx.call(`all${index}`))));
        break;
      case "forks": {
        const forks = step.branches.map((branch) => ctx.fork((inner) => run(inner, branch)));
        seen.push(yield* ctx.all(forks));
        break;
      }
      case "beside":
        for (const branch of step.branches) ctx.fork((inner) => run(inner, branch));
        break;
      case "each": {
        const items = Array.from({ length: step.count }, (_, index) => index);
        const options = step.max === undefined ? {} : { maxConcurrency: step.max };
        seen.push(yield* ctx.forEach(items, options, (inner) => run(inner, step.body)));
        break;
      }
      case "try":
        try {
          seen.push(yield* run(ctx, step.body));
        } catch (error) {
          seen.push((error as Error).message);
        }
        break;
      case "finally":
        ctx.record("entered", seen.length);
        try {
          seen.push(yield* run(ctx, step.body));
        } finally {
          yield* ctx.call("cleanUp", ctx.cancelReason);
        }
        break;
      case "locked":
        seen.push(
          yield* ctx.locked([ctx.entity("e", "two"), ctx.entity("e", "one")], (inner) => run(inner, step.body)),
        );
        break;
      case "lock": {
        const held = yield* ctx.lock(ctx.entity("e", "three"));
        seen.push(ctx.isLocked());
        held.release();
        break;
      }
      case "wait":
        seen.push(
          yield* ctx.waitForEvent(step.name, step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
        );
        break;
      case "entity":
        seen.push(yield* ctx.callEntity(ctx.entity("E", step.key), "add", seen.length));
        break;
      case "sub":
        seen.push(yield* ctx.callSub("child", seen.length, subOptions(step.id)));
        break;
      case "tell":
        ctx.signalEntity(ctx.entity("e", "three"), "add", seen.length);
        ctx.signalEntity(ctx.entity("e", "three"), "add", seen.length, { atMs: ctx.now() + seen.length });
        seen.push(ctx.startSub("child", seen.length));
        ctx.sendEvent("other", "x", seen.length);
        ctx.setCustomStatus(seen.length);
        ctx.setSearchAttributes({ seen: seen.length, at: { timeMs: ctx.now() }, gone: null });
        break;
      case "repeat": {
        const retryIf = (failure: { readonly message: string }) => failure.message.length % 2 === 1;
        const retry = { maxAttempts: 4, firstDelayMs: 10, jitter: 0.5, totalTimeoutMs: 60, retryIf };
        seen.push(yield* ctx.call("repeated", seen.length, { retry }));
        break;
      }
      case "cancel": {
        const asked = [ctx.sleep(9), ctx.call("dropped"), ctx.callSub("dropped"), ctx.callEntity("@e@four", "add")];
        yield* ctx.sleep(1);
        seen.push(...asked.map((task) => task.cancel()));
        yield* ctx.allSettled(asked);
        break;
      }
      case "first": {
        const asked = [ctx.call("one"), ctx.sleepUntil(5), ctx.waitForEvent("x"), ctx.callEntity("@e@five", "add")];
        if (step.how === "allSettled") seen.push((yield* ctx.allSettled(asked)).map(({ status }) => status));
        else seen.push(yield* ctx[step.how](asked, { losers: step.losers }));
        break;
      }
      case "continue":
        ctx.continueAsNew(seen);
        break;
      case "throw":
        throw new Error(`thrown after ${seen.length}`);
    }
  }
  return seen;
}

type TaskAction = ActionEvent & {
  readonly type:
    | "ActivityScheduled"
    | "TimerCreated"
    | "EventWaited"
    | "EntityCallScheduled"
    | "LockRequested"
    | "SubOrchestrationScheduled";
};
const TASKS: ReadonlySet<string> = new Set<TaskAction["type"]>([
  "ActivityScheduled",
  "TimerCreated",
  "EventWaited",
  "EntityCallScheduled",
  "LockRequested",
  "SubOrchestrationScheduled",
]);
const isTask = (action: ActionEvent): action is TaskAction => TASKS.has(action.type);

/** A host in small: keeps a history, lets tasks end in the order it is told to, drops the orchestrator when told to. */
class SmallHost {
  readonly history: HistoryEvent[] = [];
  readonly open: TaskAction[] = [];
  last: EpisodeOutcome | undefined;
  #live: LiveOrchestration;
  #clock = 1_000;
  #turn = 0;
  #deliveredThrough = 0;

  constructor(
    readonly orchestrator: Orchestrator,
    readonly dropsNow: () => boolean,
  ) {
    this.#append({
      type: "ExecutionStarted",
      instanceId: instanceId("run-1"),
      executionId: executionId("execution-1"),
      name: "random",
      input: encodeJson(null),
      tags: {},
    });
    this.#live = new LiveOrchestration(orchestrator, this.history[0] as never);
    this.#runTurn([], this.history.length);
  }

  get finished(): boolean {
    return this.last?.kind !== "waiting";
  }

  /**
   * Tasks end; some of those messages arrive while the turn that tells of the others is being computed. Behind so many
   * of them comes the request to end, if it comes in this turn.
   */
  deliver(picks: readonly number[], late: number, cancelBehind?: number): void {
    for (const [index, pick] of picks.entries()) {
      if (index === cancelBehind) this.#append({ type: "ExecutionCancelRequested", reason: "enough" });
      this.#append(this.#end(pick));
    }
    const through = this.history.length;
    if (this.open.length > 0 && late % 3 === 0) this.#append(this.#end(late));
    const messages = this.history.filter(
      (event) => event.seq > this.#deliveredThrough && event.seq <= through && isMessage(event),
    );
    this.#runTurn(messages as unknown as HeardMessage[], through);
  }

  #end(pick: number): MessageEvent {
    const index = pick % this.open.length;
    const task = this.open[index];
    if (task === undefined) throw new Error("no task is open");
    const { taskId } = task;
    const failure = { code: "Broken", message: `no ${pick}` };
    const isTimeout = task.type === "EventWaited" && task.deadlineMs !== undefined && pick % 3 === 0;
    // An event goes to the oldest wait for its name, which the orchestrator finds: it says which it was.
    if (task.type === "EventWaited" && !isTimeout) {
      return { type: "EventRaised", name: task.name.toLowerCase(), payload: encodeJson(pick) };
    }
    this.open.splice(index, 1);
    switch (task.type) {
      case "TimerCreated":
        return { type: "TimerFired", taskId };
      case "EventWaited":
        return { type: "EventWaitTimedOut", taskId };
      case "LockRequested":
        return { type: "LockAcquired", taskId };
      case "EntityCallScheduled":
        return pick % 5 === 0
          ? { type: "EntityCallFailed", taskId, failure }
          : { type: "EntityCallCompleted", taskId, result: encodeJson(pick) };
      case "SubOrchestrationScheduled":
        return pick % 5 === 0
          ? { type: "SubOrchestrationFailed", taskId, failure }
          : { type: "SubOrchestrationCompleted", taskId, result: encodeJson(pick) };
      case "ActivityScheduled":
        return pick % 5 === 0
          ? { type: "ActivityFailed", taskId, attempt: 1, failure }
          : { type: "ActivityCompleted", taskId, attempt: 1, result: encodeJson(pick) };
    }
  }

  #runTurn(messages: readonly HeardMessage[], deliveredThrough: number): void {
    if (this.#turn > 0 && this.dropsNow()) {
      const replayed = replay(this.orchestrator, this.history);
      if (replayed.kind === "diverged") throw new Error(replayed.failure.message);
      this.#live = replayed.live;
    }
    this.#turn += 1;
    const before = this.history.length;
    this.#append({ type: "TurnStarted", turn: this.#turn, deliveredThrough });
    this.#deliveredThrough = deliveredThrough;
    const turn = { turn: this.#turn, nowMs: this.#clock };
    const outcome = this.#turn === 1 ? this.#live.start(turn) : this.#live.deliver(messages, turn);
    for (const action of outcome.actions) {
      this.#append(action);
      if (isTask(action)) this.open.push(action);
      if (action.type === "EventReceived" || action.type === "TaskCancelled") {
        const taken = this.open.findIndex(({ taskId }) => taskId === action.taskId);
        if (taken >= 0) this.open.splice(taken, 1);
      }
    }
    this.last = outcome;
    // The history of an execution that continues as new goes with its last turn: nobody ever replays that one.
    if (this.history.some(({ type }) => type === "ExecutionCancelRequested")) {
      this.#endCleanUp(outcome);
      return;
    }
    if (outcome.kind === "continuedAsNew") this.history.length = before;
    if (outcome.kind === "completed") this.#append({ type: "ExecutionCompleted", output: outcome.output });
    if (outcome.kind === "failed") this.#append({ type: "ExecutionFailed", failure: outcome.failure });
    this.#clock += 7;
  }

  #endCleanUp(outcome: EpisodeOutcome): void {
    this.#clock += 7;
    if (outcome.kind === "waiting") return;
    const isFailure = outcome.kind === "failed" && !isRunCancelled(outcome.failure);
    const cleanUp: CleanUp = isFailure ? { kind: "failed", failure: outcome.failure } : { kind: "completed" };
    this.#append({ type: "ExecutionTerminated", reason: "enough", cleanUp });
  }

  #append(body: HistoryEventBody): void {
    this.history.push({ ...body, seq: this.history.length + 1, atMs: this.#clock });
  }
}

/** `cancelAt`: the delivery, from 0, in which the run is asked to end. */
function runToEnd(
  orchestrator: Orchestrator,
  arrivals: readonly number[],
  drops: readonly boolean[],
  cancelAt?: number,
): SmallHost {
  let turn = 0;
  const host = new SmallHost(orchestrator, () => drops.length > 0 && drops[turn++ % drops.length] === true);
  for (let index = 0; !host.finished; index++) {
    const at = (offset: number) => (arrivals[(index * 3 + offset) % arrivals.length] as number) + index;
    const count = Math.min(host.open.length, 1 + (at(0) % 3));
    // Messages that came late last time are told of now, so a turn may begin without a new one.
    host.deliver(
      Array.from({ length: count }, (_, offset) => at(offset)),
      at(1),
      index === cancelAt ? at(2) % Math.max(1, count) : undefined,
    );
  }
  return host;
}

describe("replay", () => {
  test("law: replay equals live, whatever the program, the order of arrivals and the turns at which it is dropped", () => {
    const arrivals = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 });
    const drops = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
    const endings = new Set<string>();
    fc.assert(
      fc.property(steps, arrivals, drops, (program, order, dropAt) => {
        const orchestrator: Orchestrator = (ctx) => run(ctx, program);
        const kept = runToEnd(orchestrator, order, []);
        const dropped = runToEnd(orchestrator, order, dropAt);
        const bare = (host: SmallHost) =>
          JSON.stringify([host.history.map(withoutStack), host.last?.kind === "continuedAsNew" ? host.last : ""]);
        expect(bare(dropped)).toBe(bare(kept));
        expect(replay(orchestrator, kept.history)).toMatchObject({ kind: "live" });
        endings.add(kept.last?.kind ?? "");
      }),
      { numRuns: 600 },
    );
    expect(endings).toEqual(new Set(["completed", "continuedAsNew", "failed"]));
  });

  test("law: replay equals live through a clean-up, and everybody who has something to clean up does so", () => {
    const arrivals = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 });
    const drops = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
    const endings = new Map<string, number>();
    let cleanUps = 0;
    fc.assert(
      fc.property(steps, arrivals, drops, fc.nat(3), (program, order, dropAt, cancelAt) => {
        const orchestrator: Orchestrator = (ctx) => run(ctx, [{ do: "finally", body: program }]);
        const kept = runToEnd(orchestrator, order, [], cancelAt);
        const dropped = runToEnd(orchestrator, order, dropAt, cancelAt);
        expect(JSON.stringify(dropped.history.map(withoutStack))).toBe(JSON.stringify(kept.history.map(withoutStack)));
        const ending = kept.history.at(-1);
        if (ending?.type !== "ExecutionTerminated") return;
        const turns = kept.history.filter((event) => event.type === "TurnStarted");
        for (const { seq } of [...turns.slice(1), { seq: kept.history.length + 1 }]) {
          expect(replay(orchestrator, kept.history.slice(0, seq - 1))).toMatchObject({ kind: "live" });
        }
        const entered = kept.history.filter(
          (event) => event.type === "NodeRecorded" && event.origin.node === "entered",
        );
        const cleaned = kept.history.filter((event) => event.type === "ActivityScheduled" && event.name === "cleanUp");
        expect(cleaned).toHaveLength(entered.length);
        cleanUps += cleaned.filter((event) => event.type === "ActivityScheduled" && event.input !== "").length;
        const how = `${ending.cleanUp?.kind}`;
        endings.set(how, (endings.get(how) ?? 0) + 1);
      }),
      { numRuns: 800 },
    );
    expect([...endings.keys()].sort()).toEqual(["completed", "failed"]);
    expect(cleanUps).toBeGreaterThan(200);
  });

  test("law: any prefix that ends with a whole turn replays", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), fc.nat(), (program, order, cut) => {
        const orchestrator: Orchestrator = (ctx) => run(ctx, program);
        const { history } = runToEnd(orchestrator, order, []);
        const turns = history.filter((event) => event.type === "TurnStarted");
        const next = turns[1 + (cut % turns.length)];
        const prefix = next === undefined ? history : history.slice(0, next.seq - 1);
        expect(replay(orchestrator, prefix)).toMatchObject({ kind: "live" });
      }),
      { numRuns: 200 },
    );
  });
});

/** A stack names frames of the test's own stepping; it is for people. */
function withoutStack(event: HistoryEvent): unknown {
  if (event.type === "ExecutionFailed") return { ...event, failure: { ...event.failure, stack: undefined } };
  if (event.type !== "ExecutionTerminated" || event.cleanUp?.kind !== "failed") return event;
  return { ...event, cleanUp: { ...event.cleanUp, failure: { ...event.cleanUp.failure, stack: undefined } } };
}

describe("divergence", () => {
  const program = (
    change: Partial<Record<"name" | "node" | "input" | "port" | "value" | "extra" | "less" | "end", boolean>>,
  ): Orchestrator =>
    function* (ctx) {
      ctx.decide("isBig", change.port !== true);
      ctx.record("total", change.value === true ? 2 : 1);
      if (change.less !== true)
        yield* ctx.call(change.name === true ? "bill" : "ship", change.input === true ? 1 : 0, {
          node: change.node === true ? "other" : "shipOrder",
        });
      if (change.extra === true) ctx.record("extra", 1);
      return change.end === true ? "other" : "done";
    };
  const { history } = runToEnd(program({}), [1], []);

  test.each<[keyof Parameters<typeof program>[0], number, string, string]>([
    [
      "port",
      3,
      "isBig",
      'event 3 (turn 1, node isBig) is port "true" taken by node isBig in the history, but the code now does port "false" taken by node isBig.',
    ],
    ["value", 4, "total", "They differ in value: 1 in the history, 2 now."],
    [
      "name",
      5,
      "shipOrder",
      'is activity "ship" for node shipOrder as task 1 in the history, but the code now does activity "bill" for node shipOrder as task 1.',
    ],
    ["node", 5, "shipOrder", "They differ in origin: shipOrder in the history, other now."],
    ["input", 5, "shipOrder", "They differ in input: 0 in the history, 1 now."],
    ["less", 5, "shipOrder", "but the code now does nothing more in this turn."],
    [
      "extra",
      8,
      "extra",
      "is nothing more in this turn in the history, but the code now does the value of node extra.",
    ],
    ["end", 8, "", 'They differ in output: "done" in the history, "other" now.'],
  ])("a change of %s is found at event %i, with both sides named", (change, seq, node, sentence) => {
    const replayed = replay(program({ [change]: true }), history);
    if (replayed.kind !== "diverged") throw new Error("the change was not found");
    expect(replayed.failure.code).toBe("NonDeterminism");
    expect(replayed.failure.message).toContain(sentence);
    expect(replayed.failure.details).toMatchObject({ seq, ...(node !== "" && { node }) });
  });

  test("the unchanged program replays, with a different retry policy too", () => {
    expect(replay(program({}), history).kind).toBe("live");
    const retried: HistoryEvent[] = history.map((event) =>
      event.type === "ActivityScheduled" ? { ...event, retry: { maxAttempts: 3, firstDelayMs: 1 } } : event,
    );
    expect(replay(program({}), retried).kind).toBe("live");
  });

  test("every kind of action is compared", () => {
    const everything: Orchestrator = function* (ctx) {
      ctx.record("set", 1);
      ctx.decide("if", true);
      yield* ctx.forEach([1], { maxConcurrency: 1 }, (inner) => run(inner, [{ do: "call", name: "a" }]));
      yield* ctx.all([ctx.call("a"), ctx.sleep(9)]);
      yield* ctx.waitForEvent("x");
      yield* ctx.locked([ctx.entity("e", "one")], (inner) =>
        run(inner, [{ do: "try", body: [{ do: "entity", key: "one" }] }]),
      );
      yield* run(ctx, [{ do: "tell" }, { do: "try", body: [{ do: "sub", id: undefined }] }]);
      ctx.call("unwanted");
    };
    const { history: whole } = runToEnd(everything, [1], []);
    const kinds = new Set<ActionEvent["type"]>();
    for (const [index, event] of whole.entries()) {
      const changed = changedAction(event);
      if (changed === undefined) continue;
      kinds.add(changed.type as ActionEvent["type"]);
      const replayed = replay(everything, whole.toSpliced(index, 1, changed));
      expect(replayed).toMatchObject({ kind: "diverged", divergence: { seq: event.seq } });
    }
    expect(kinds.size).toBe(18);
  });
});

function changedAction(event: HistoryEvent): HistoryEvent | undefined {
  switch (event.type) {
    case "ActivityScheduled":
      return { ...event, input: encodeJson("changed") };
    case "TimerCreated":
      return { ...event, fireAtMs: event.fireAtMs + 1 };
    case "TaskCancelled":
      return { ...event, taskId: (event.taskId + 1) as TaskId };
    case "NodeRecorded":
      return { ...event, value: encodeJson("changed") };
    case "BranchDecided":
      return { ...event, port: "false" };
    case "LoopStarted":
      return { ...event, items: encodeJson([2]) };
    case "LoopCompleted":
      return { ...event, results: encodeJson([2]) };
    case "EventWaited":
      return { ...event, name: "changed" };
    case "EventReceived":
      return { ...event, raisedSeq: event.raisedSeq + 1 };
    case "EventSent":
      return { ...event, payload: encodeJson("changed") };
    case "EntityCallScheduled":
      return { ...event, operation: "changed" };
    case "EntitySignaled":
      if (event.dueAtMs !== undefined) return { ...event, dueAtMs: event.dueAtMs + 1 };
      return { ...event, entityId: entityId("e", "changed") };
    case "LockRequested":
      return { ...event, lockSet: [entityId("e", "changed")] };
    case "LockReleased":
      return { ...event, taskId: (event.taskId + 1) as TaskId };
    case "SubOrchestrationScheduled":
    case "OrchestrationStarted":
      return { ...event, instanceId: instanceId("changed") };
    case "CustomStatusSet":
      return { ...event, value: encodeJson("changed") };
    case "SearchAttributesSet":
      return { ...event, changes: { ...event.changes, changed: true } };
    default:
      return undefined;
  }
}
