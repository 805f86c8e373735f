import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  type EpisodeOutcome,
  type ExecutionStarted,
  encodeJson,
  executionId,
  instanceId,
  taskId,
} from "../model/index.js";
import type { OrchestrationContext, Orchestrator, PayloadSchema, Task } from "./context.js";
import { type HeardMessage, LiveOrchestration } from "./index.js";

const started: ExecutionStarted = {
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(null),
  tags: {},
};
const completed = (id: number, result: unknown): HeardMessage => ({
  type: "ActivityCompleted",
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(result),
});
const failed = (id: number, message: string): HeardMessage => ({
  type: "ActivityFailed",
  taskId: taskId(id),
  attempt: 1,
  failure: { code: "Broken", message },
});
const fired = (id: number): HeardMessage => ({ type: "TimerFired", taskId: taskId(id) });
const raised = (name: string, payload: unknown, seq = 9): HeardMessage => ({
  type: "EventRaised",
  seq,
  atMs: 0,
  name,
  payload: encodeJson(payload),
});

function play(run: Orchestrator, ...turns: HeardMessage[][]) {
  const live = new LiveOrchestration(run, started);
  const outcomes: EpisodeOutcome[] = [live.start({ turn: 1, nowMs: 1_000 })];
  for (const [at, told] of turns.entries()) outcomes.push(live.deliver(told, { turn: at + 2, nowMs: 1_000 }));
  return outcomes;
}
const cancelledIn = (outcome: EpisodeOutcome | undefined) =>
  outcome?.actions.flatMap((action) => (action.type === "TaskCancelled" ? [action.taskId] : []));
/** One of each kind: tasks 1 to 7. */
const everything = (ctx: OrchestrationContext): Task<unknown>[] => [
  ctx.call("a"),
  ctx.sleep(5_000),
  ctx.waitForEvent("e"),
  ctx.callSub("child"),
  ctx.callEntity("@account@one", "read"),
  ctx.fork(function* (inner) {
    return yield* inner.call("b");
  }),
];

describe("race", () => {
  test("gives the first result and cancels what can be cancelled: not entity calls and forks", () => {
    const [first, second] = play(
      function* (ctx) {
        const won = yield* ctx.race(everything(ctx));
        return [won, yield* ctx.call("next")];
      },
      [raised("e", "here")],
    );
    expect(first?.actions.map(({ type }) => type)).toEqual([
      ...["ActivityScheduled", "TimerCreated", "EventWaited", "SubOrchestrationScheduled", "EntityCallScheduled"],
      "ActivityScheduled",
    ]);
    expect(cancelledIn(second)).toEqual([1, 2, 4]);
    expect(second?.actions.at(-1)).toMatchObject({ type: "ActivityScheduled", taskId: 7, name: "next" });
  });

  test("fails as the first one does, and lets the others go on when told so", () => {
    const outcomes = play(
      function* (ctx) {
        const slow = ctx.call("slow");
        try {
          yield* ctx.race([ctx.call("quick"), slow], { losers: "goOn" });
          return "not reached";
        } catch (error) {
          return [(error as Error).message, yield* slow];
        }
      },
      [failed(2, "quick broke")],
      [completed(1, "after all")],
    );
    expect(cancelledIn(outcomes[1])).toEqual([]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: '["quick broke","after all"]' });
  });

  test("a wait with a time limit: the event that comes later is kept for the next wait", () => {
    const outcomes = play(
      function* (ctx) {
        const first = yield* ctx.race([ctx.waitForEvent("go"), ctx.sleep(10)]);
        return [first ?? "too late", yield* ctx.waitForEvent("go")];
      },
      [fired(2)],
      [raised("go", 1, 5)],
    );
    expect(cancelledIn(outcomes[1])).toEqual([1]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: '["too late",1]' });
  });

  test("a loser that was told its result in the same turn keeps it", () => {
    const outcomes = play(
      function* (ctx) {
        const go = ctx.waitForEvent("go");
        const first = yield* ctx.race([go, ctx.sleep(10)]);
        return [first ?? "too late", go.cancel(), yield* go];
      },
      [fired(2), raised("go", 1, 5)],
    );
    expect(cancelledIn(outcomes[1])).toEqual([]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: '["too late",false,1]' });
  });

  test.each([
    [
      (ctx: OrchestrationContext) => ctx.race([]),
      "ctx.race takes at least one task: the first of none would never come.",
    ],
    [
      (ctx: OrchestrationContext) => ctx.any([5 as never]),
      "ctx.any takes an array of tasks; item 0 is not a task of this execution.",
    ],
    [
      (ctx: OrchestrationContext) => ctx.race([ctx.sleep(1)], { losers: "kill" as never }),
      'The losers of ctx.race are either "cancel" or "goOn".',
    ],
  ])("bad input is refused: %s", (act, message) => {
    const [outcome] = play(function* (ctx) {
      yield* act(ctx);
    });
    expect(outcome).toMatchObject({ kind: "failed", failure: { message } });
  });
});

describe("any", () => {
  test("gives the first success, whatever failed before it", () => {
    const outcomes = play(
      function* (ctx) {
        return yield* ctx.any([ctx.call("a"), ctx.call("b"), ctx.sleep(5)]);
      },
      [failed(1, "a broke")],
      [completed(2, "b")],
    );
    expect(cancelledIn(outcomes[2])).toEqual([3]);
    expect(outcomes[2]).toMatchObject({ kind: "completed", output: '"b"' });
  });

  test("fails when all have failed, and names every failure", () => {
    const outcomes = play(
      function* (ctx) {
        return yield* ctx.any([ctx.call("a"), ctx.call("b")]);
      },
      [failed(2, "b broke"), failed(1, "a broke")],
    );
    expect(outcomes[1]).toMatchObject({
      kind: "failed",
      failure: {
        code: "AllTasksFailed",
        message: "All 2 tasks failed; the first of them: a broke",
        details: {
          failures: [
            { code: "Broken", message: "a broke" },
            { code: "Broken", message: "b broke" },
          ],
        },
        cause: { code: "Broken", message: "a broke" },
      },
    });
  });
});

test("allSettled waits for all and tells what became of each", () => {
  const outcomes = play(
    function* (ctx) {
      const [a, b] = yield* ctx.allSettled([ctx.call("a"), ctx.call("b")]);
      return [a.status, b.status === "rejected" && (b.reason as Error).message, (yield* ctx.allSettled([])).length];
    },
    [failed(2, "b broke")],
    [completed(1, "a")],
  );
  expect(outcomes[1]?.kind).toBe("waiting");
  expect(outcomes[2]).toMatchObject({ kind: "completed", output: '["fulfilled","b broke",0]' });
});

describe("cancel", () => {
  test("takes back once what can be taken back, and tells who waits all the same", () => {
    const outcomes = play(
      function* (ctx) {
        const asked = everything(ctx);
        yield* ctx.sleep(1);
        const done = ctx.all([]);
        const said = [...asked, done].map((task) => task.cancel());
        const again = asked.map((task) => task.cancel());
        try {
          yield* asked[0] as Task<unknown>;
        } catch (error) {
          const { name, code, message } = error as Error & { code: string };
          return [said, again, name, code, message];
        }
        return "not reached";
      },
      [fired(6)],
    );
    const last = outcomes.at(-1);
    expect(last).toMatchObject({ kind: "completed" });
    expect(JSON.parse((last as { output: string }).output)).toEqual([
      [true, true, true, true, false, true, false],
      [false, false, false, false, false, false],
      "CancelledError",
      "Cancelled",
      "The task of a was cancelled by the orchestration itself: its result is not waited for any more.",
    ]);
    // The rest is taken back by the end of the run.
    expect(cancelledIn(last)).toEqual([1, 2, 3, 4, 7, 5]);
  });

  test("a request for a lock is taken back, and the section may be entered again", () => {
    const outcomes = play(
      function* (ctx) {
        const lock = ctx.lock("@account@one");
        yield* ctx.race([lock, ctx.sleep(10)]);
        const held = yield* ctx.lock("@account@two");
        held.release();
        return ctx.isLocked();
      },
      [fired(2)],
      [{ type: "LockAcquired", taskId: taskId(3) }],
    );
    expect(cancelledIn(outcomes[1])).toEqual([1]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: "false" });
  });

  test("a failure that nobody waits for is not one when the task was cancelled", () => {
    const outcomes = play(function* (ctx) {
      ctx.call("a").cancel();
      yield* ctx.all([]);
      return "done";
    });
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: '"done"' });
  });
});

describe("timers", () => {
  test("may be set to a time, in the past too, and to any length", () => {
    const [outcome] = play(function* (ctx) {
      yield* ctx.all([ctx.sleepUntil(2_000.5), ctx.sleepUntil(1), ctx.sleep(2 ** 40), ctx.sleepUntil(8e15)]);
    });
    expect(outcome?.actions.map((action) => "fireAtMs" in action && action.fireAtMs)).toEqual([
      2_001,
      1,
      1_000 + 2 ** 40,
      8e15,
    ]);
  });

  test.each([Number.NaN, -1, 1e300, "tomorrow"])("%s is no time", (time) => {
    const [outcome] = play(function* (ctx) {
      yield* ctx.sleepUntil(time as number, { node: "until" });
    });
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "RangeError" }, origin: { node: "until" } });
  });
});

describe("an event with a schema", () => {
  const waiting = (schema: PayloadSchema<unknown>): Orchestrator =>
    function* (ctx) {
      return yield* ctx.waitForEvent("order", { node: "wait", schema });
    };
  const Order = z.object({ amount: z.number(), by: z.string().default("nobody") });

  test.each([
    ["a check", (payload: unknown) => (payload as { amount: number }).amount > 0, { amount: 5 }],
    ["parse", { parse: (payload: unknown) => [payload] }, [{ amount: 5 }]],
    ["a Standard Schema", Order, { amount: 5, by: "nobody" }],
  ] as const)("fits: %s", (_, schema, expected) => {
    expect(play(waiting(schema), [raised("order", { amount: 5 })]).at(-1)).toMatchObject({
      kind: "completed",
      output: encodeJson(expected),
    });
  });

  test.each([
    ["a check", () => false, "it was refused"],
    [
      "parse",
      {
        parse: () => {
          throw new Error("not an order");
        },
      },
      "not an order",
    ],
    ["a Standard Schema", Order, "amount: Invalid input: expected number, received string"],
    [
      "what cannot even be read",
      {
        parse: () => {
          throw Object.defineProperty(new Error(), "message", {
            get: () => {
              throw new Error("caught you");
            },
          });
        },
      },
      "The code threw something that cannot be read: reading it throws in turn.",
    ],
    [
      "a promise",
      { "~standard": { validate: async () => ({ value: 1 }) } },
      "the schema answers with a promise; an orchestration can use schemas that answer at once alone",
    ],
  ] as const)("does not fit: %s", (_, schema, problem) => {
    const outcome = play(waiting(schema), [raised("order", { amount: "five" })]).at(-1);
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: {
        code: "EventPayloadInvalid",
        message: `The payload of event "order", which wait waited for, does not fit its schema: ${problem}. The event has been taken; wait again for another one.`,
      },
      origin: { node: "wait" },
    });
    expect(outcome?.actions).toMatchObject([{ type: "EventReceived", raisedSeq: 9 }]);
  });

  test("another one may be waited for", () => {
    const outcomes = play(
      function* (ctx) {
        for (;;) {
          try {
            return yield* ctx.waitForEvent("order", { schema: Order });
          } catch {
            ctx.setCustomStatus("that was no order");
          }
        }
      },
      [raised("order", "nonsense", 3), raised("order", { amount: 1, by: "me" }, 4)],
    );
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: '{"amount":1,"by":"me"}' });
  });

  test("that is none is refused when the wait begins", () => {
    expect(play(waiting({} as never)).at(-1)).toMatchObject({
      kind: "failed",
      failure: { code: "TypeError" },
      origin: { node: "wait" },
    });
  });
});
