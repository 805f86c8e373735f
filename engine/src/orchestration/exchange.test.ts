import { describe, expect, test } from "vitest";
import {
  type EpisodeOutcome,
  type ExecutionStarted,
  encodeJson,
  entityId,
  executionId,
  instanceId,
  LIMITS,
  taskId,
} from "../model/index.js";
import type { Body, LockHandle, OrchestrationContext } from "./context.js";
import { type HeardMessage, isTaskError, LiveOrchestration } from "./index.js";

const started: ExecutionStarted = {
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(null),
  tags: {},
};
const raised = (seq: number, name: string, payload: unknown): HeardMessage => ({
  type: "EventRaised",
  seq,
  atMs: 0,
  name,
  payload: encodeJson(payload),
});
const answered = (id: number, result: unknown): HeardMessage => ({
  type: "EntityCallCompleted",
  taskId: taskId(id),
  result: encodeJson(result),
});
const acquired = (id: number): HeardMessage => ({ type: "LockAcquired", taskId: taskId(id) });
const one = entityId("account", "one");
const two = entityId("account", "two");

/** Runs a body, answers its turns, and gives the last outcome and the actions of all turns. */
function play(run: (ctx: OrchestrationContext) => Body<unknown>, ...turns: HeardMessage[][]) {
  const live = new LiveOrchestration(run, started);
  const outcomes: EpisodeOutcome[] = [live.start({ turn: 1, nowMs: 1_000 })];
  for (const [index, messages] of turns.entries()) {
    outcomes.push(live.deliver(messages, { turn: index + 2, nowMs: 1_000 }));
  }
  return { last: outcomes.at(-1) as EpisodeOutcome, actions: outcomes.flatMap(({ actions }) => actions) };
}
const output = ({ last }: ReturnType<typeof play>): unknown =>
  last.kind === "completed" ? JSON.parse(last.output) : `${last.kind}: ${JSON.stringify(last)}`;
const refusal = ({ last }: ReturnType<typeof play>): string =>
  last.kind === "failed" ? `${last.failure.code}: ${last.failure.message}` : last.kind;

describe("events", () => {
  test("go to the wait for their name, the oldest to the oldest, in upper or lower case", () => {
    const played = play(
      function* (ctx) {
        const waits = [ctx.waitForEvent("x"), ctx.waitForEvent("y"), ctx.waitForEvent("X")];
        return yield* ctx.all(waits);
      },
      [raised(4, "x", 1), raised(5, "x", 2), raised(6, "z", 3)],
      [raised(9, "Y", 4)],
    );
    expect(output(played)).toEqual([1, 4, 2]);
    const taken = played.actions.filter((action) => action.type === "EventReceived");
    expect(taken.map(({ taskId: id, raisedSeq }) => [id, raisedSeq])).toEqual([
      [1, 4],
      [3, 5],
      [2, 9],
    ]);
  });

  test("are kept until somebody waits, and are then taken in the same turn", () => {
    const played = play(
      function* (ctx) {
        yield* ctx.sleep(5);
        return [yield* ctx.waitForEvent("x"), yield* ctx.waitForEvent("x")];
      },
      [raised(3, "x", 1), raised(4, "x", 2)],
      [{ type: "TimerFired", taskId: taskId(1) }],
    );
    expect(output(played)).toEqual([1, 2]);
  });

  test("a wait that is over takes nothing: the event is for the next one", () => {
    const played = play(
      function* (ctx) {
        const first = ctx.waitForEvent("x", { timeoutMs: 50 });
        const second = ctx.waitForEvent("x");
        try {
          yield* first;
        } catch (error) {
          return isTaskError(error) && [error.name, error.code, yield* second];
        }
        return "not reached";
      },
      [{ type: "EventWaitTimedOut", taskId: taskId(1) }],
      [raised(6, "x", "late")],
      // The time of the first wait is up again: nobody listens.
    );
    expect(output(played)).toEqual(["TimeoutError", "Timeout", "late"]);
    expect(played.actions[0]).toMatchObject({ type: "EventWaited", deadlineMs: 1_050 });
  });

  test("an event that came before its time limit was told wins", () => {
    const played = play(
      function* (ctx) {
        return yield* ctx.waitForEvent("x", { timeoutMs: 50 });
      },
      [raised(3, "x", "in time"), { type: "EventWaitTimedOut", taskId: taskId(1) }],
    );
    expect(output(played)).toBe("in time");
  });

  test.each<[string, (ctx: OrchestrationContext) => unknown, string]>([
    ["no name", (ctx) => ctx.waitForEvent(""), "The name of an event is a text that is not empty."],
    ["a long name", (ctx) => ctx.waitForEvent("x".repeat(LIMITS.nameCharactersMax + 1)), "at most 256 characters"],
    ["an endless limit", (ctx) => ctx.waitForEvent("x", { timeoutMs: Number.NaN }), "timeoutMs must be a number"],
    ["an event for an entity", (ctx) => ctx.sendEvent(one, "x"), "entities are signaled or called"],
    ["a call of no entity", (ctx) => ctx.callEntity("one", "add"), 'what was given is "one"'],
    ["a call of no operation", (ctx) => ctx.callEntity(one, ""), "The name of an operation"],
    ["a strange entity", (ctx) => ctx.entity("1st", "x"), "An entity's name begins with a letter"],
    ["a strange version", (ctx) => ctx.callSub("x", 1, { version: "1.0" }), 'what was given is "1.0"'],
    ["a sub-orchestration as an entity", (ctx) => ctx.callSub("x", 1, { instanceId: one }), "is an entity"],
    ["a large status", (ctx) => ctx.setCustomStatus("x".repeat(16 * 1024)), "at most 16384 bytes"],
    ["no attributes", (ctx) => ctx.setSearchAttributes("red" as never), "an object of names and values"],
    [
      "an endless attribute",
      (ctx) => ctx.setSearchAttributes({ a: Number.NaN }),
      '"a" must be a text, a finite number',
    ],
    ["a list as an attribute", (ctx) => ctx.setSearchAttributes({ a: [] as never }), "null takes it away"],
    ["a moment without time", (ctx) => ctx.setSearchAttributes({ a: { timeMs: "now" as never } }), '"a" must be'],
    ["large attributes", (ctx) => ctx.setSearchAttributes({ a: "x".repeat(8 * 1024) }), "at most 8192 are allowed"],
  ])("%s is refused", (_what, act, sentence) => {
    const played = play(function* (ctx) {
      yield* ctx.all([]);
      act(ctx);
    });
    expect(refusal(played)).toContain(sentence);
  });
});

describe("critical sections", () => {
  /** What is done within a section over `one`, entered as task 1. */
  const within = (act: (ctx: OrchestrationContext, held: LockHandle) => Body<unknown>, ...turns: HeardMessage[][]) =>
    play(
      function* (ctx) {
        const held = yield* ctx.lock(one);
        return yield* act(ctx, held);
      },
      [acquired(1)],
      ...turns,
    );
  const now = (act: (ctx: OrchestrationContext, held: LockHandle) => unknown) =>
    within(function* (ctx, held) {
      yield* ctx.all([]);
      return act(ctx, held);
    });

  test("lock in the order of code units, each entity once", () => {
    const played = play(function* (ctx) {
      yield* ctx.lock(two, "@Account@one", entityId("account", "One"), two);
    });
    expect(played.actions[0]).toMatchObject({
      lockSet: ["@account@One", "@account@one", "@account@two"],
    });
  });

  test("the body form releases, however its body ends", () => {
    const good = play(
      function* (ctx) {
        return [
          yield* ctx.locked([one], (inner) => inner.callEntity<number>(one, "add")[Symbol.iterator]()),
          ctx.isLocked(),
        ];
      },
      [acquired(1)],
      [answered(2, 5)],
    );
    expect(output(good)).toEqual([5, false]);
    expect(good.actions.map(({ type }) => type)).toEqual(["LockRequested", "EntityCallScheduled", "LockReleased"]);
    const bad = play(
      function* (ctx) {
        try {
          yield* ctx.locked([one], function* (inner) {
            yield* inner.all([]);
            throw new Error(`locked: ${inner.isLocked()}`);
          });
        } catch (error) {
          return [(error as Error).message, ctx.isLocked()];
        }
        return "not reached";
      },
      [acquired(1)],
    );
    expect(output(bad)).toEqual(["locked: true", false]);
    expect(bad.actions.map(({ type }) => type)).toEqual(["LockRequested", "LockReleased"]);
  });

  test("a second release does nothing, and after it anything may be called", () => {
    const played = within(
      function* (ctx, held) {
        held.release();
        held.release();
        ctx.signalEntity(one, "add");
        return yield* ctx.callEntity(two, "add");
      },
      [answered(2, 1)],
    );
    expect(played.actions.filter(({ type }) => type === "LockReleased")).toHaveLength(1);
    expect(output(played)).toBe(1);
  });

  test("activities, timers and signals to others are free", () => {
    const played = now((ctx) => {
      ctx.signalEntity(two, "add");
      ctx.sendEvent("another", "x");
      return ctx.isLocked();
    });
    expect(output(played)).toBe(true);
  });

  test.each<[string, () => ReturnType<typeof play>, string]>([
    [
      "an empty lock set",
      () =>
        play(function* (ctx) {
          yield* ctx.lock();
        }),
      "A critical section locks at least one entity",
    ],
    ["a section within a section", () => now((ctx) => ctx.lock(two)), "Critical sections are not nested"],
    ["a call of an entity that is not locked", () => now((ctx) => ctx.callEntity(two, "add")), "Only locked entities"],
    [
      "two calls of one entity at once",
      () => now((ctx) => ctx.all([ctx.callEntity(one, "add"), ctx.callEntity(one, "add")])),
      "A locked entity is called once at a time",
    ],
    [
      "a signal to a locked entity",
      () => now((ctx) => ctx.signalEntity(one, "add")),
      "A locked entity is not signaled",
    ],
    ["a call of an orchestration", () => now((ctx) => ctx.callSub("child")), "No orchestration is called"],
    [
      "a call before the lock is there",
      () =>
        play(function* (ctx) {
          yield* ctx.all([ctx.lock(one), ctx.callEntity(one, "add")]);
        }),
      "No entity is called before the critical section is entered",
    ],
    [
      "a signal to what is about to be locked",
      () =>
        play(function* (ctx) {
          const lock = ctx.lock(one);
          ctx.signalEntity(one, "add");
          yield* lock;
        }),
      "A locked entity is not signaled",
    ],
  ])("%s breaks a rule, which the error names", (_what, break_, rule) => {
    expect(refusal(break_())).toContain(`CriticalSectionRule: ${rule}`);
  });

  test("a call that was answered may be made again", () => {
    const played = within(
      function* (ctx) {
        return [yield* ctx.callEntity(one, "add"), yield* ctx.callEntity(one, "add")];
      },
      [answered(2, 1)],
      [answered(3, 2)],
    );
    expect(output(played)).toEqual([1, 2]);
  });
});

describe("entities", () => {
  test("a failed call throws what the operation threw", () => {
    const failure = { code: "Overdrawn", message: "too little", details: { missing: 5 } };
    const played = play(
      function* (ctx) {
        try {
          yield* ctx.callEntity(one, "withdraw", 5);
        } catch (error) {
          return isTaskError(error) && { name: error.name, failure: error.failure, node: error.origin.node };
        }
        return "not reached";
      },
      [{ type: "EntityCallFailed", taskId: taskId(1), failure }],
    );
    expect(output(played)).toEqual({ name: "EntityError", failure, node: "withdraw" });
  });
});

describe("sub-orchestrations", () => {
  test("have an id of their own, which no other task has", () => {
    const played = play(function* (ctx) {
      const first = ctx.callSub("child", 1);
      const second = ctx.callSub("child", 2, { instanceId: "mine" });
      yield* ctx.all([first, second]);
    });
    expect(played.actions).toMatchObject([
      { type: "SubOrchestrationScheduled", instanceId: "execution-1:0001", name: "child", input: "1" },
      { type: "SubOrchestrationScheduled", instanceId: "mine", name: "child", input: "2" },
    ]);
  });

  test("give their output, or throw what they failed with", () => {
    const failure = { code: "Broken", message: "no" };
    const played = play(
      function* (ctx) {
        const good = yield* ctx.callSub("child");
        try {
          yield* ctx.callSub("child");
        } catch (error) {
          return isTaskError(error) && [good, error.name, error.failure];
        }
        return "not reached";
      },
      [{ type: "SubOrchestrationCompleted", taskId: taskId(1), result: encodeJson("well") }],
      [{ type: "SubOrchestrationFailed", taskId: taskId(2), failure }],
    );
    expect(output(played)).toEqual(["well", "SubOrchestrationError", failure]);
  });
});

describe("continuing as new", () => {
  test("happens when the body has returned; the last input counts", () => {
    const played = play(function* (ctx) {
      ctx.continueAsNew(1);
      ctx.call("unwanted");
      yield* ctx.all([]);
      ctx.continueAsNew({ next: 2 });
      return "of no account";
    });
    expect(played.last).toMatchObject({ kind: "continuedAsNew", input: '{"next":2}' });
    expect(played.actions.map(({ type }) => type)).toEqual(["ActivityScheduled", "TaskCancelled"]);
  });

  test("does not happen when the body has failed", () => {
    const played = play(function* (ctx) {
      ctx.continueAsNew(1);
      yield* ctx.all([]);
      throw new Error("after all");
    });
    expect(refusal(played)).toBe("Error: after all");
  });
});
