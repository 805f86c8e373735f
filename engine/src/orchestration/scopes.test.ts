import { describe, expect, test } from "vitest";
import {
  type EpisodeOutcome,
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  taskId,
} from "../model/index.js";
import type { Orchestrator } from "./context.js";
import { isMessage, LiveOrchestration, replay } from "./index.js";

const done = (id: number, result: unknown = null): HistoryEventBody => ({
  type: "ActivityCompleted",
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(result),
});
const broke = (id: number, code = "Broken"): HistoryEventBody => ({
  type: "ActivityFailed",
  taskId: taskId(id),
  attempt: 1,
  failure: { code, message: `task ${id} broke` },
});
const fired = (id: number): HistoryEventBody => ({ type: "TimerFired", taskId: taskId(id) });
const cancelRun: HistoryEventBody = { type: "ExecutionCancelRequested", reason: "enough" };

/** Plays a run turn by turn, and gives what each asked for, in a word each, and how it ended. A rebuilt run does the same. */
function play(run: Orchestrator, ...turns: readonly HistoryEventBody[][]) {
  const history: HistoryEvent[] = [];
  const append = (body: HistoryEventBody) => {
    history.push({ ...body, seq: history.length + 1, atMs: 1_000 });
  };
  append({
    type: "ExecutionStarted",
    instanceId: instanceId("run"),
    executionId: executionId("execution"),
    name: "order",
    input: encodeJson(null),
    tags: {},
  });
  const live = new LiveOrchestration(run, history[0] as never);
  const asked: string[][] = [];
  let outcome: EpisodeOutcome | undefined;
  for (const [index, told] of [[], ...turns].entries()) {
    const before = history.length;
    for (const message of told) append(message);
    const turn = { turn: index + 1, nowMs: 1_000 };
    outcome = index === 0 ? live.start(turn) : live.deliver(history.slice(before).filter(isMessage), turn);
    append({ type: "TurnStarted", turn: turn.turn, deliveredThrough: history.length });
    for (const action of outcome.actions) append(action);
    asked.push(outcome.actions.map(word));
    if (outcome.kind === "completed") append({ type: "ExecutionCompleted", output: outcome.output });
    if (outcome.kind === "failed") append({ type: "ExecutionFailed", failure: outcome.failure });
  }
  expect(replay(run, history).kind).toBe("live");
  return { asked, outcome };
}

function word(action: EpisodeOutcome["actions"][number]): string {
  switch (action.type) {
    case "ActivityScheduled":
      return action.name;
    case "TaskCancelled":
      return `-${action.taskId}`;
    case "BranchDecided":
      return `${action.origin.node}.${action.port}`;
    case "TimerCreated":
      return "timer";
    default:
      return `${action.type} ${(action as { origin: { node: string } }).origin.node}`;
  }
}

describe("a body that is cancelled", () => {
  test("gets back what it waits for, is told where it waits, and tidies up before anybody goes on", () => {
    const { asked, outcome } = play(
      function* (ctx) {
        return yield* ctx.firstOf(
          { node: "race" },
          {
            *quick(ctx) {
              return yield* ctx.call("quick");
            },
            *slow(ctx) {
              try {
                yield* ctx.all([ctx.call("a"), ctx.fork(() => ctx.call("b")[Symbol.iterator]())]);
              } finally {
                yield* ctx.call("tidy");
              }
              return null;
            },
          },
        );
      },
      [done(1, "won")],
      [done(4)],
    );
    expect(asked).toEqual([["quick", "a", "b"], ["-2", "-3", "tidy"], ["NodeRecorded race"]]);
    expect(outcome).toMatchObject({ kind: "completed", output: '{"winner":"quick","value":"won"}' });
  });

  test("by its own task sees an error of the code Cancelled, inner bodies first", () => {
    const { outcome } = play(
      function* (ctx) {
        const seen: unknown[] = [];
        const outer = ctx.fork(function* () {
          try {
            yield* ctx.fork(function* () {
              try {
                yield* ctx.call("work");
              } finally {
                seen.push("inner");
              }
            });
          } catch (error) {
            seen.push((error as { code: string }).code);
          }
        });
        yield* ctx.sleep(1);
        seen.push(outer.cancel(), outer.cancel());
        yield* ctx.sleep(1);
        return seen;
      },
      [fired(1)],
      [fired(3)],
    );
    expect(outcome).toMatchObject({ kind: "completed", output: '[true,false,"inner","Cancelled"]' });
  });

  test("before it has begun does not begin", () => {
    const { asked } = play(function* (ctx) {
      const never = ctx.fork(function* () {
        yield* ctx.call("never");
      });
      never.cancel();
      yield* ctx.call("other");
    });
    expect(asked).toEqual([["other"]]);
  });

  test("comes to the end of what is shielded first, also when the whole run is cancelled", () => {
    for (const cancelled of [[fired(1)], [cancelRun]]) {
      const { asked, outcome } = play(
        function* (ctx) {
          yield* ctx.timeout(5, { node: "limit" }, function* (ctx) {
            yield* ctx.shield(function* () {
              yield* ctx.call("first");
              yield* ctx.call("second");
            });
            yield* ctx.call("never");
          });
        },
        cancelled,
        [done(2)],
        [done(3)],
      );
      expect(asked.flat()).toContain("second");
      expect(asked.flat()).not.toContain("never");
      expect(outcome?.kind).toBe("failed");
    }
  });
});

describe("a scope", () => {
  test("cancels what still runs when it fails, and waits until that has ended", () => {
    const { asked, outcome } = play(
      function* (ctx) {
        try {
          yield* ctx.scope(function* () {
            yield* ctx.all([ctx.call("a"), ctx.call("b")]);
          });
        } catch (thrown) {
          return ctx.caught("recover", thrown).code;
        }
      },
      [broke(1)],
    );
    expect(asked).toEqual([
      ["a", "b"],
      ["-2", "recover.error"],
    ]);
    expect(outcome).toMatchObject({ output: '"Broken"' });
  });

  test("of a timeout fails with the code Timeout, and leaves no timer behind when it does not", () => {
    const run: Orchestrator = function* (ctx) {
      return yield* ctx.timeout(5, { node: "limit" }, (ctx) => ctx.call("work")[Symbol.iterator]());
    };
    expect(play(run, [fired(1)])).toMatchObject({
      asked: [["timer", "work"], ["-2"]],
      outcome: { kind: "failed", failure: { code: "Timeout" }, origin: { node: "limit" } },
    });
    expect(play(run, [done(2, 7)])).toMatchObject({
      asked: [
        ["timer", "work"],
        ["-1", "NodeRecorded limit"],
      ],
      outcome: { kind: "completed", output: "7" },
    });
  });
});

test("the run can be ended from within, and everything tidies up", () => {
  const { asked, outcome } = play(
    function* (ctx) {
      yield* ctx.all([
        ctx.fork(function* () {
          try {
            yield* ctx.call("watch");
          } finally {
            yield* ctx.call("tidy");
          }
        }),
        ctx.fork(function* () {
          yield* ctx.call("find");
          yield* ctx.end("found", { found: true });
        }),
      ]);
      return "never";
    },
    [done(2)],
    [done(3)],
  );
  expect(asked).toEqual([["watch", "find"], ["NodeRecorded found", "-1", "tidy"], []]);
  expect(outcome).toMatchObject({ kind: "completed", output: '{"found":true}' });
});

describe("failures as data", () => {
  test("of other codes are thrown on, and one that is thrown again is the same", () => {
    const run = (codes: string[]): Orchestrator =>
      function* (ctx) {
        try {
          yield* ctx.call("work", null, { node: "pay" });
        } catch (thrown) {
          throw ctx.failure(
            "again",
            ctx.caught("recover", thrown, { codes, when: (failure) => failure.node === "pay" }),
          );
        }
      };
    const same = { kind: "failed", failure: { code: "Broken", message: "task 1 broke" }, origin: { node: "pay" } };
    expect(play(run(["Broken"]), [broke(1)]).outcome).toMatchObject(same);
    expect(play(run(["Other"]), [broke(1)])).toMatchObject({ asked: [["work"], []], outcome: same });
  });

  test("what was done is undone, the last first, and what fails meanwhile is told", () => {
    const { asked, outcome } = play(
      function* (ctx) {
        const undo: (() => Generator<never, void, unknown>)[] = [];
        try {
          yield* ctx.call("one");
          undo.push(() => ctx.call("undo one")[Symbol.iterator]() as never);
          yield* ctx.call("two");
          undo.push(() => ctx.call("undo two")[Symbol.iterator]() as never);
          yield* ctx.call("three");
        } catch (thrown) {
          throw yield* ctx.undone(undo, thrown);
        }
      },
      [done(1)],
      [done(2)],
      [broke(3)],
      [broke(4, "Stuck")],
      [done(5)],
    );
    expect(asked).toEqual([["one"], ["two"], ["three"], ["undo two"], ["undo one"], []]);
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: { code: "Broken", details: { undo: [{ code: "Stuck", message: "task 4 broke" }] } },
    });
  });
});

test("a wait for some of many goes on as soon as enough have ended alive, or cannot", () => {
  const run = (count: number): Orchestrator =>
    function* (ctx) {
      const [a, b, c] = ["a", "b", "c"].map((name) => ctx.fork(() => ctx.call(name)[Symbol.iterator]()));
      const ways = [a, { after: b, when: () => false }, c] as never;
      const is = yield* ctx.reach(count, ways, { cancel: [c as never] });
      yield* ctx.all([a, b, c] as never);
      return is;
    };
  expect(play(run(1), [done(1)], [done(2)])).toMatchObject({
    asked: [["a", "b", "c"], ["-3"], []],
    outcome: { output: "true" },
  });
  expect(play(run(3), [done(2)], [done(1)], [done(3)])).toMatchObject({ outcome: { output: "false" } });
});

test("rounds are told as iterations, and come to an end", () => {
  const run: Orchestrator = function* (ctx) {
    let count = 0;
    const rounds = ctx.rounds("poll", { maxRounds: 2 });
    while (rounds.again(true)) {
      const ctx = rounds.next();
      yield* ctx.call("ask", null, { node: "ask" });
      count = count + 1;
    }
    return rounds.end({ count });
  };
  const { asked, outcome } = play(run, [done(1)], [done(2)]);
  expect(asked).toEqual([["LoopStarted poll", "poll.again", "ask"], ["poll.again", "ask"], []]);
  expect(outcome).toMatchObject({ kind: "failed", failure: { code: "TooManyRounds" }, origin: { node: "poll" } });
});

test("a loop without end in a scope ends its run alone, at the limit of events", () => {
  const { outcome } = play(function* (ctx) {
    yield* ctx.scope(function* (ctx) {
      ctx.call("beside");
      const rounds = ctx.rounds("spin");
      while (rounds.again(true)) rounds.next().record("turn", 1);
      yield* ctx.call("never");
    });
  });
  expect(outcome).toMatchObject({
    kind: "failed",
    failure: { code: expect.stringMatching(/HistoryTooLong|TooManyTasks/) },
  });
});

test("a loop that collects gives failures as results, and does not tolerate too many", () => {
  const run: Orchestrator = function* (ctx) {
    return yield* ctx.forEach(
      [1, 2, 3],
      { node: "each", onFailure: "collect", toleratedFailures: 1, rest: "cancel" },
      (ctx, item) => ctx.call("work", item)[Symbol.iterator](),
    );
  };
  const kept = play(run, [broke(1), done(2, "two"), done(3, "three")]).outcome;
  expect(JSON.parse((kept as { output: string }).output)).toEqual([
    { ok: false, error: { code: "Broken", message: "task 1 broke", node: "work" } },
    { ok: true, value: "two" },
    { ok: true, value: "three" },
  ]);
  expect(play(run, [broke(1)], [broke(2)])).toMatchObject({
    asked: [["LoopStarted each", "work", "work", "work"], [], ["-3"]],
    outcome: { kind: "failed", failure: { code: "TooManyFailures" } },
  });
});

test("an approval says what is asked and which way it went; an answer that is none fails it", () => {
  const run: Orchestrator = function* (ctx) {
    const form = { type: "object", required: ["note"], properties: { note: { type: "string" } } };
    return yield* ctx.approval({ question: "Ship it?", form }, { node: "ok" });
  };
  const answer = (payload: unknown): HistoryEventBody => ({
    type: "EventRaised",
    name: "approval:ok",
    payload: encodeJson(payload),
  });
  const good = { approved: true, by: "Ada", form: { note: "soon" } };
  expect(play(run, [answer(good)])).toMatchObject({
    asked: [["EventWaited ok"], ["EventReceived ok", "ok.approved"]],
    outcome: { kind: "completed", output: JSON.stringify(good) },
  });
  expect(play(run, [answer({ approved: true, form: {} })]).outcome).toMatchObject({
    kind: "failed",
    failure: { code: "EventPayloadInvalid", details: { problems: [{ path: "form.note", message: "is missing" }] } },
  });
});

test("a request whose answer comes later is asked again where and when the answer says", () => {
  const { asked, outcome } = play(
    function* (ctx) {
      return yield* ctx.callHttp({ method: "POST", url: "https://example.com/jobs", body: 1 }, { node: "job" });
    },
    [done(1, { status: 202, headers: { "retry-after": "3" }, location: "https://example.com/jobs/1" })],
    [fired(2)],
    [done(3, { status: 200, body: "ready" })],
  );
  expect(asked).toEqual([["http.request"], ["timer"], ["http.request"], []]);
  expect(outcome).toMatchObject({ kind: "completed", output: '{"status":200,"body":"ready"}' });
});
