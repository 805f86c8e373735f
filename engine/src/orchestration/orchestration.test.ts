import { describe, expect, test } from "vitest";
import type { EpisodeOutcome } from "../model/index.js";
import { decodeJson, type ExecutionStarted, encodeJson, executionId, instanceId, taskId } from "../model/index.js";
import type { OrchestrationContext, Orchestrator } from "./context.js";
import { type HeardMessage, isTaskError, LiveOrchestration } from "./index.js";

const started = (input: unknown = null): ExecutionStarted => ({
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(input),
  tags: {},
});
const completed = (id: number, result: unknown): HeardMessage => ({
  type: "ActivityCompleted",
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(result),
});
const failed = (id: number, message: string): HeardMessage => ({
  type: "ActivityFailed",
  taskId: taskId(id),
  attempt: 3,
  failure: { code: "Broken", message, cause: { code: "Deep", message: "the root of it" } },
});
const fired = (id: number): HeardMessage => ({ type: "TimerFired", taskId: taskId(id) });

/** A body without waits of its own. */
const doing = (act: (ctx: OrchestrationContext) => unknown): Orchestrator =>
  function* (ctx) {
    yield* ctx.all([]);
    return act(ctx);
  };

/** Runs a body and answers its turns; gives the last outcome and all actions as short lines. */
function play(run: Orchestrator, input: unknown, ...turns: HeardMessage[][]) {
  const live = new LiveOrchestration(run, started(input));
  const outcomes: EpisodeOutcome[] = [live.start({ turn: 1, nowMs: 1_000 })];
  turns.forEach((messages, index) => {
    outcomes.push(live.deliver(messages, { turn: index + 2, nowMs: 1_000 * (index + 2) }));
  });
  return { last: outcomes.at(-1) as EpisodeOutcome, lines: outcomes.map(linesOf), live };
}
function linesOf(outcome: EpisodeOutcome): string[] {
  const lines = outcome.actions.map((action) => {
    const at = "origin" in action ? ` ${[action.origin.node, ...action.origin.path].join("/")}` : "";
    const task = "taskId" in action ? ` #${action.taskId}` : "";
    const more =
      action.type === "BranchDecided" ? ` ${action.port}` : action.type === "NodeRecorded" ? ` ${action.value}` : "";
    return `${action.type}${task}${at}${more}`;
  });
  const end =
    outcome.kind === "completed"
      ? [`= ${outcome.output}`]
      : outcome.kind === "failed"
        ? [`! ${outcome.failure.code}`]
        : [];
  return [...lines, ...end];
}

describe("calls, forks and joins", () => {
  test("a sequence asks for one thing per turn and gives the last value", () => {
    const { lines } = play(
      function* (ctx, input) {
        const a = yield* ctx.call("greet", input);
        const b = yield* ctx.call("greet", a, { node: "second" });
        return [a, b];
      },
      "Ada",
      [completed(1, "hi")],
      [completed(2, "ho")],
    );
    expect(lines).toEqual([["ActivityScheduled #1 greet"], ["ActivityScheduled #2 second"], ['= ["hi","ho"]']]);
  });

  test("results that arrive together are delivered in one turn, in their order", () => {
    const order: string[] = [];
    const { lines } = play(
      function* (ctx) {
        const branch = (name: string) =>
          ctx.fork(function* (inner) {
            yield* inner.call(name);
            order.push(name);
            yield* inner.call(`${name}2`);
          });
        yield* ctx.all([branch("a"), branch("b")]);
      },
      null,
      [completed(2, null), completed(1, null)],
      [completed(3, null), completed(4, null)],
    );
    expect(order).toEqual(["b", "a"]);
    expect(lines).toEqual([
      ["ActivityScheduled #1 a", "ActivityScheduled #2 b"],
      ["ActivityScheduled #3 b2", "ActivityScheduled #4 a2"],
      ["= "],
    ]);
  });

  test("all fails at once with the first failure; the others are cancelled when the orchestration ends", () => {
    const { last, lines } = play(
      function* (ctx) {
        yield* ctx.all([ctx.call("a"), ctx.call("b"), ctx.sleep(5_000)]);
      },
      null,
      [failed(2, "b broke")],
    );
    expect(lines[1]).toEqual(["TaskCancelled #1", "TaskCancelled #3", "! Broken"]);
    expect(last).toMatchObject({
      failure: { code: "Broken", message: "b broke", cause: { code: "Deep" } },
      origin: { node: "b", path: [] },
    });
  });

  test("a failed activity can be caught, and carries its failure and origin", () => {
    const { last } = play(
      function* (ctx) {
        try {
          yield* ctx.call("a", null, { node: "charge" });
        } catch (error) {
          if (!isTaskError(error)) throw error;
          return {
            code: error.failure.code,
            node: error.origin.node,
            name: error.name,
            isError: error instanceof Error,
          };
        }
        return "not reached";
      },
      null,
      [failed(1, "no")],
    );
    expect(last).toMatchObject({
      kind: "completed",
      output: '{"code":"Broken","node":"charge","name":"ActivityError","isError":true}',
    });
  });

  test("rewriting the caught error does not rewrite the failure", () => {
    const { last } = play(
      function* (ctx) {
        try {
          yield* ctx.call("a");
        } catch (error) {
          (error as { failure: { code: string } }).failure.code = "Mine";
          throw error;
        }
      },
      null,
      [failed(1, "no")],
    );
    expect(last).toMatchObject({ kind: "failed", failure: { code: "Broken", message: "no" } });
  });

  test("a task can be waited for again and gives the same", () => {
    const { last } = play(
      function* (ctx) {
        const task = ctx.call("a");
        const first = yield* task;
        return [first, yield* task, yield* ctx.all([task, task])];
      },
      null,
      [completed(1, 7)],
    );
    expect(last).toMatchObject({ output: "[7,7,[7,7]]" });
  });

  test("a failed fork that nobody waits for fails the orchestration when its body returns", () => {
    const body: Orchestrator = function* (ctx) {
      ctx.fork(function* (inner) {
        yield* inner.call("a", null, { node: "audit" });
      });
      yield* ctx.call("b");
      return "done";
    };
    // The caller goes on first: the fork begins when the caller waits.
    expect(play(body, null).lines[0]).toEqual(["ActivityScheduled #1 b", "ActivityScheduled #2 audit"]);
    expect(play(body, null, [failed(2, "lost")]).last.kind).toBe("waiting");
    expect(play(body, null, [failed(2, "lost")], [completed(1, 1)]).last).toMatchObject({
      kind: "failed",
      failure: { code: "Broken", message: "lost" },
      origin: { node: "audit" },
    });
    expect(play(body, null, [completed(1, 1)]).lines[1]).toEqual(["TaskCancelled #2", '= "done"']);
  });

  test("a failure that somebody waited for in time is theirs", () => {
    const { last } = play(
      function* (ctx) {
        const fork = ctx.fork(function* () {
          yield* ctx.call("a");
        });
        yield* ctx.call("b");
        try {
          yield* fork;
        } catch {
          return "handled";
        }
        return "not reached";
      },
      null,
      [failed(2, "x")],
      [completed(1, 1)],
    );
    expect(last).toMatchObject({ kind: "completed", output: '"handled"' });
  });
});

describe("forEach", () => {
  const shout: Orchestrator = function* (ctx, input) {
    const { items, max } = input as unknown as { items: readonly string[]; max?: number };
    const options = { node: "each", ...(max !== undefined && { maxConcurrency: max }) };
    return yield* ctx.forEach(items, options, function* (inner, item, index) {
      const loud = yield* inner.call("shout", item);
      return inner.record("line", `${index}:${loud as string}`);
    });
  };

  test("runs at most maxConcurrency iterations, in item order, and gives the results in item order", () => {
    const { lines } = play(
      shout,
      { items: ["a", "b", "c"], max: 2 },
      [completed(2, "B")],
      [completed(3, "C"), completed(1, "A")],
    );
    expect(lines).toEqual([
      ["LoopStarted each", "ActivityScheduled #1 shout/0", "ActivityScheduled #2 shout/1"],
      ['NodeRecorded line/1 "1:B"', "ActivityScheduled #3 shout/2"],
      ['NodeRecorded line/2 "2:C"', 'NodeRecorded line/0 "0:A"', "LoopCompleted each", '= ["0:A","1:B","2:C"]'],
    ]);
  });

  test("after a failure no further iteration starts", () => {
    const { lines, last } = play(shout, { items: ["a", "b", "c"], max: 1 }, [failed(1, "hoarse")]);
    expect(lines[1]).toEqual(["! Broken"]);
    expect(last).toMatchObject({ origin: { node: "shout", path: [0] } });
  });

  test("iterations that still run when another has failed start no further one", () => {
    const { lines } = play(
      function* (ctx, input) {
        try {
          yield* shout(ctx, input);
        } catch {
          yield* ctx.sleep(1);
        }
      },
      { items: ["a", "b", "c"], max: 2 },
      [failed(1, "hoarse")],
      [completed(2, "B")],
    );
    expect(lines.slice(1)).toEqual([["TimerCreated #3 timer"], ['NodeRecorded line/1 "1:B"']]);
  });

  test("an empty list is complete at once", () => {
    expect(play(shout, { items: [] }).lines).toEqual([["LoopStarted each", "LoopCompleted each", "= []"]]);
  });

  test("paths of nested loops hold every iteration, outermost first", () => {
    const { lines } = play(function* (ctx) {
      yield* ctx.forEach([0, 1], { node: "outer" }, function* (middle) {
        yield* middle.forEach(["x"], { node: "inner" }, function* (inmost) {
          yield* inmost.call("work");
        });
      });
    }, null);
    expect(lines[0]).toEqual([
      "LoopStarted outer",
      "LoopStarted inner/0",
      "LoopStarted inner/1",
      "ActivityScheduled #1 work/0/0",
      "ActivityScheduled #2 work/1/0",
    ]);
  });

  test("an error of an iteration's own code names the innermost iteration; a node's failure names the node", () => {
    const failing = (throws: boolean): Orchestrator =>
      function* (ctx) {
        yield* ctx.forEach([0, 1], { node: "outer" }, function* (middle) {
          yield* middle.forEach(["x", "y"], { node: "inner" }, function* (inmost, item, index) {
            if (throws && index === 1) throw new TypeError(`no ${item}`);
            yield* inmost.call("work");
          });
        });
      };
    expect(play(failing(true), null).last).toMatchObject({ kind: "failed", origin: { node: "inner", path: [0, 1] } });
    expect(play(failing(false), null, [failed(3, "gone")]).last).toMatchObject({
      kind: "failed",
      origin: { node: "work", path: [1, 0] },
    });
  });

  test.each([
    [{ length: 3 }, "an object"],
    [undefined, "undefined"],
    ["text", "a string"],
  ])("items that are no list fail that node: %j", (items, named) => {
    const { last } = play(function* (ctx) {
      yield* ctx.forEach(
        items as never,
        { node: "pages" },
        doing(() => null),
      );
    }, null);
    expect(last).toMatchObject({
      kind: "failed",
      failure: { code: "TypeError", message: `pages goes through a list, but its items are ${named}.` },
      origin: { node: "pages", path: [] },
    });
  });
});

describe("values", () => {
  test("inputs are encoded at the call: what happens to the object after it changes nothing", () => {
    const { last } = play(function* (ctx) {
      const order = { total: 1 };
      ctx.call("a", order);
      const recorded = ctx.record("set", order);
      order.total = 2;
      recorded.total += 10;
      ctx.record("after", recorded);
      yield* ctx.sleep(1);
    }, null);
    expect(
      last.actions.map((action) => ("input" in action ? action.input : "value" in action ? action.value : "")),
    ).toEqual(['{"total":1}', '{"total":1}', '{"total":11}', ""]);
  });

  test("record gives what JSON would carry", () => {
    const { last } = play(
      doing((ctx) => {
        const value = ctx.record("set", { at: new Date(0), gone: undefined, none: [undefined] });
        return [value, ctx.record("nothing", undefined) === undefined];
      }),
      null,
    );
    expect(last).toMatchObject({ output: '[{"at":"1970-01-01T00:00:00.000Z","none":[null]},true]' });
  });

  test("time, chance and ids are the same in every run of one execution, and fit their shapes", () => {
    const body: Orchestrator = function* (ctx) {
      const first = [ctx.now(), ctx.random(), ctx.newGuid()];
      yield* ctx.sleep(5);
      return [...first, ctx.now(), ctx.random(), ctx.newGuid()];
    };
    const output = () => {
      const { last } = play(body, null, [fired(1)]);
      if (last.kind !== "completed") throw new Error(last.kind);
      return decodeJson(last.output) as unknown as [number, number, string, number, number, string];
    };
    expect(output()).toEqual(output());
    const [now, chance, guid, later, chance2, guid2] = output();
    expect([now, later]).toEqual([1_000, 2_000]);
    expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set([chance, chance2, guid, guid2]).size).toBe(4);
    expect(chance >= 0 && chance < 1 && chance2 >= 0 && chance2 < 1).toBe(true);
  });
});

describe("misuse is a clear failure", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  test.each<[string, Orchestrator, Record<string, unknown>]>([
    [
      "a yielded non-task",
      function* () {
        yield 5 as never;
      },
      { failure: { code: "TypeError", message: expect.stringContaining("not a task") } },
    ],
    [
      "a body that is no generator",
      (() => 5) as never,
      { failure: { code: "TypeError", message: expect.stringContaining("generator function") } },
    ],
    [
      "a negative sleep",
      function* (ctx) {
        yield* ctx.sleep(-1, { node: "nap" });
      },
      { failure: { code: "RangeError" }, origin: { node: "nap" } },
    ],
    [
      "an endless sleep",
      function* (ctx) {
        yield* ctx.sleep(Number.POSITIVE_INFINITY);
      },
      { failure: { code: "RangeError" }, origin: { node: "timer" } },
    ],
    [
      "a sleep of text",
      function* (ctx) {
        yield* ctx.sleep("5" as never, { node: "nap" });
      },
      { failure: { message: "The duration of a timer, in milliseconds, must be a number from 0 up; it is a string." } },
    ],
    [
      "a retry without attempts",
      function* (ctx) {
        yield* ctx.call("a", null, { retry: { maxAttempts: 0, firstDelayMs: 1 } });
      },
      { failure: { code: "RangeError" }, origin: { node: "a" } },
    ],
    [
      "an input JSON cannot carry",
      function* (ctx) {
        yield* ctx.call("a", cyclic);
      },
      { failure: { code: "ValueNotCarried" }, origin: { node: "a" } },
    ],
    ["an output JSON cannot carry", doing(() => 1n), { failure: { code: "ValueNotCarried" } }],
    [
      "an input beyond the limit",
      function* (ctx) {
        yield* ctx.call("a", "x".repeat(17 * 1024 * 1024));
      },
      { failure: { code: "PayloadTooLarge" }, origin: { node: "a" } },
    ],
    [
      "a join of what is no task",
      function* (ctx) {
        yield* ctx.all([1 as never]);
      },
      { failure: { message: expect.stringContaining("item 0") } },
    ],
    [
      "two forks that wait for each other",
      function* (ctx) {
        const waits: { on?: ReturnType<typeof ctx.fork> } = {};
        const a = ctx.fork(function* () {
          if (waits.on) yield* waits.on;
        });
        waits.on = ctx.fork(function* () {
          yield* a;
        });
        yield* a;
      },
      { failure: { code: "Deadlock" } },
    ],
    [
      "endless recording",
      doing((ctx) => {
        for (;;) ctx.record("x", 1);
      }),
      { failure: { code: "HistoryTooLong" } },
    ],
    [
      "text thrown",
      doing(() => {
        throw "broken";
      }),
      { failure: { code: "Error", message: "broken" } },
    ],
    [
      "an error with code and cause",
      doing(() => {
        throw Object.assign(new Error("out", { cause: new TypeError("in") }), { code: "OutOfStock" });
      }),
      { failure: { code: "OutOfStock", cause: { code: "TypeError", message: "in" } } },
    ],
    [
      "an error that causes itself",
      doing(() => {
        const e = new Error("loop");
        e.cause = e;
        throw e;
      }),
      { failure: { code: "Error", message: "loop" } },
    ],
    [
      "an error that cannot be read",
      doing(() => {
        throw Object.defineProperty(new Error("x"), "message", {
          get() {
            throw new Error("y");
          },
        });
      }),
      { failure: { code: "UnreadableError" } },
    ],
  ])("%s", (_name, body, outcome) => {
    expect(play(body, null).last).toMatchObject({ kind: "failed", ...outcome });
  });

  test("a task of another execution is refused", () => {
    let stolen: unknown;
    play(function* (ctx) {
      stolen = ctx.call("a");
      yield* ctx.sleep(1);
    }, null);
    const { last } = play(function* () {
      yield stolen as never;
    }, null);
    expect(last).toMatchObject({ failure: { message: expect.stringContaining("another execution") } });
  });

  test("the context does nothing outside of its turn", () => {
    let kept: Parameters<Orchestrator>[0] | undefined;
    play(function* (ctx) {
      kept = ctx;
      yield* ctx.sleep(1);
    }, null);
    expect(() => kept?.call("a")).toThrow("outside of its own turn");
    expect(() => kept?.now()).toThrow("outside of its own turn");
  });
});

describe("size", () => {
  test("a fan-out of 10 000 is one turn out and one turn back", () => {
    const fanOut = (count: number) => {
      const live = new LiveOrchestration(function* (ctx) {
        return (yield* ctx.all(Array.from({ length: count }, (_, index) => ctx.call<number>("work", index)))).length;
      }, started());
      live.start({ turn: 1, nowMs: 0 });
      const messages = Array.from({ length: count }, (_, index) => completed(index + 1, index));
      return live.deliver(messages, { turn: 2, nowMs: 0 });
    };
    expect(fanOut(10_000)).toMatchObject({ kind: "completed", output: "10000" });
  });

  test("10 000 results one at a time, and a loop over 10 000 items, stay linear", () => {
    const live = new LiveOrchestration(function* (ctx) {
      const items = Array.from({ length: 10_000 }, (_, index) => index);
      const results = yield* ctx.forEach(items, { maxConcurrency: 100 }, function* (inner, item) {
        return yield* inner.call<number>("work", item);
      });
      return results.reduce((sum, value) => sum + value, 0);
    }, started());
    live.start({ turn: 1, nowMs: 0 });
    let outcome: EpisodeOutcome | undefined;
    let scheduled = 0;
    for (let index = 1; index <= 10_000; index++) {
      outcome = live.deliver([completed(index, 1)], { turn: index + 1, nowMs: index });
      scheduled += outcome.actions.length;
    }
    expect(outcome).toMatchObject({ kind: "completed", output: "10000" });
    expect(scheduled).toBe(9_900 + 1);
  });

  test("100 000 waits for finished tasks, and joins 5 000 deep, do not overflow the stack", () => {
    const { last } = play(
      function* (ctx) {
        const task = ctx.call<number>("a");
        let sum = 0;
        for (let index = 0; index < 100_000; index++) sum += yield* task;
        let nested = ctx.all([task]) as never;
        for (let index = 0; index < 5_000; index++) nested = ctx.all([nested]) as never;
        yield* nested as ReturnType<typeof ctx.sleep>;
        let fork = ctx.fork(function* () {
          return yield* task;
        });
        for (let index = 0; index < 5_000; index++) {
          const inner = fork;
          fork = ctx.fork(function* () {
            return yield* inner;
          });
        }
        return sum + (yield* fork);
      },
      null,
      [completed(1, 1)],
    );
    expect(last).toMatchObject({ kind: "completed", output: "100001" });
  });
});
