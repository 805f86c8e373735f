import { describe, expect, test } from "vitest";
import {
  type CleanUp,
  type EpisodeOutcome,
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  isRunCancelled,
  taskId,
} from "../model/index.js";
import type { Orchestrator } from "./context.js";
import { isMessage, LiveOrchestration, orchestration, replayHistory } from "./index.js";

const REASON = "A person wanted it to end.";
const cancel: HistoryEventBody = { type: "ExecutionCancelRequested", reason: REASON };
const completed = (id: number, result: unknown = null): HistoryEventBody => ({
  type: "ActivityCompleted",
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(result),
});
const failed = (id: number, message: string): HistoryEventBody => ({
  type: "ActivityFailed",
  taskId: taskId(id),
  attempt: 1,
  failure: { code: "Broken", message },
});

interface Played {
  readonly outcomes: readonly EpisodeOutcome[];
  readonly history: readonly HistoryEvent[];
  /** What was asked for in a turn, counted from 1, in a word each. */
  readonly asked: (turn: number) => readonly string[];
}

/** Plays a run turn by turn, and replays what came of it: whatever a test shows, it shows of a rebuilt run, too. */
function play(run: Orchestrator, ...turns: readonly HistoryEventBody[][]): Played {
  const history: HistoryEvent[] = [];
  const append = (body: HistoryEventBody) => {
    history.push({ ...body, seq: history.length + 1, atMs: 1_000 });
  };
  const outcomes: EpisodeOutcome[] = [];
  append({
    type: "ExecutionStarted",
    instanceId: instanceId("run"),
    executionId: executionId("execution"),
    name: "order",
    input: encodeJson(null),
    tags: {},
  });
  const live = new LiveOrchestration(run, history[0] as never);
  for (const [index, told] of [[], ...turns].entries()) {
    const before = history.length;
    for (const message of told) append(message);
    const turn = { turn: index + 1, nowMs: 1_000 };
    const outcome = index === 0 ? live.start(turn) : live.deliver(history.slice(before).filter(isMessage), turn);
    append({ type: "TurnStarted", turn: turn.turn, deliveredThrough: history.length });
    for (const action of outcome.actions) append(action);
    outcomes.push(outcome);
  }
  const last = outcomes.at(-1);
  const isCancelled = history.some(({ type }) => type === "ExecutionCancelRequested");
  if (isCancelled && last !== undefined && last.kind !== "waiting") {
    append({ type: "ExecutionTerminated", reason: REASON, cleanUp: cleanUpOf(last) });
  }
  expect(replayHistory(orchestration("order", run), history)).toMatchObject({ kind: "agrees" });
  return { outcomes, history, asked: (turn) => (outcomes[turn - 1]?.actions ?? []).map(word) };
}

function cleanUpOf(last: EpisodeOutcome): CleanUp {
  if (last.kind !== "failed" || isRunCancelled(last.failure)) return { kind: "completed" };
  return { kind: "failed", failure: last.failure };
}

function word(action: EpisodeOutcome["actions"][number]): string {
  switch (action.type) {
    case "ActivityScheduled":
      return action.name;
    case "TaskCancelled":
      return `cancelled ${action.taskId}`;
    default:
      return action.type;
  }
}

describe("a run that is cancelled", () => {
  test("is thrown the cancellation where it waits, and what it then asks for is done", () => {
    const seen: unknown[] = [];
    const { asked, outcomes } = play(
      function* (ctx) {
        seen.push(ctx.cancelReason);
        try {
          yield* ctx.call("work", null, { node: "worker" });
        } catch (error) {
          const { name, code, message, failure, origin, taskId: id } = error as never as Record<string, unknown>;
          seen.push(name, code, message, failure, origin, id, ctx.cancelReason);
          throw error;
        } finally {
          seen.push(yield* ctx.call("remove"));
        }
      },
      [cancel],
      [completed(2, "removed")],
    );
    expect(asked(2)).toEqual(["cancelled 1", "remove"]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "failed", failure: { code: "RunCancelled", nonRetriable: true } });
    expect(seen.slice(0, 9)).toMatchObject([
      undefined,
      "CancelledError",
      "RunCancelled",
      `The run is cancelled (${REASON}): nothing comes any more of what worker asked for. Clean up and end.`,
      { code: "RunCancelled", details: { reason: REASON }, nonRetriable: true },
      { node: "worker", path: [] },
      1,
      REASON,
      "removed",
    ]);
  });

  test("waits for nothing any more of what it had asked for: activities, timers, events, calls and locks", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        const became: unknown[] = [];
        const tasks = [
          ...[ctx.call("a"), ctx.sleep(5), ctx.waitForEvent("e"), ctx.callSub("child")],
          ...[ctx.callEntity("@account@one", "read"), ctx.lock("@account@two")],
        ];
        try {
          yield* ctx.all(tasks);
        } finally {
          for (const each of yield* ctx.allSettled(tasks))
            became.push((each as { reason: { code: string } }).reason.code);
          ctx.setCustomStatus(became);
        }
      },
      [cancel],
    );
    expect(asked(2)).toEqual([1, 2, 3, 4, 5, 6].map((id) => `cancelled ${id}`).concat("CustomStatusSet"));
    const became = encodeJson(Array(6).fill("RunCancelled"));
    expect(outcomes[1]?.actions.at(-1)).toMatchObject({ type: "CustomStatusSet", value: became });
  });

  test("hears of the cancellation first: a result that came with it came too late, and a raised event is kept", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        try {
          yield* ctx.call("work");
        } finally {
          yield* ctx.call("remove", yield* ctx.waitForEvent("go"));
        }
        yield* ctx.call("not reached");
      },
      [completed(1), { type: "EventRaised", name: "go", payload: encodeJson("now") }, cancel],
      [completed(3)],
    );
    expect(asked(2)).toEqual(["cancelled 1", "EventWaited", "EventReceived", "remove"]);
    expect(outcomes[2]).toMatchObject({ kind: "failed", failure: { code: "RunCancelled" } });
  });

  test("is not disturbed again in its clean-up: loops, groups and forks that begin in it are as always", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        try {
          yield* ctx.sleep(9);
        } finally {
          yield* ctx.forEach([1, 2], { maxConcurrency: 1 }, function* (inner, item) {
            yield* inner.call(`remove ${item}`);
          });
          try {
            yield* ctx.all([ctx.call("a"), ctx.call("b")]);
          } catch {
            yield* ctx.call("after the first failure");
          }
        }
      },
      [cancel],
      [completed(2)],
      [completed(3)],
      [failed(4, "no")],
      [completed(6)],
    );
    expect([2, 3, 4, 5].map(asked)).toEqual([
      ["cancelled 1", "LoopStarted", "remove 1"],
      ["remove 2"],
      ["LoopCompleted", "a", "b"],
      ["after the first failure"],
    ]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "failed", failure: { code: "RunCancelled" } });
  });

  test("that catches it may go on, and sees by ctx.cancelReason that it should not", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        while (ctx.cancelReason === undefined) {
          try {
            yield* ctx.call("work");
          } catch {
            ctx.setCustomStatus("again");
          }
        }
        return "ended by itself";
      },
      [failed(1, "no")],
      [cancel],
    );
    expect(asked(3)).toEqual(["cancelled 2", "CustomStatusSet"]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed" });
  });

  test("does not repeat what is cancelled, whatever its policies say", () => {
    const retry = { maxAttempts: 9, firstDelayMs: 1, retryIf: () => true };
    const { asked } = play(
      function* (ctx) {
        const again = ctx.call("again", null, { retry });
        yield* ctx.allSettled([again, ctx.callSub("child", null, { retry })]);
      },
      [failed(1, "no")],
      [cancel],
    );
    expect(asked(2)).toEqual(["TimerCreated"]);
    expect(asked(3)).toEqual(["cancelled 2", "cancelled 3"]);
  });
});

describe("who waits for several things", () => {
  test("hears of the cancellation, too, when a group does not fail of it, or a fork has caught it", () => {
    const { outcomes } = play(
      function* (ctx) {
        const heard: string[] = [];
        const fork = ctx.fork(function* (inner) {
          try {
            yield* inner.sleep(9);
          } catch {
            heard.push("fork");
          }
          return "caught";
        });
        const other = ctx.fork(function* (inner) {
          try {
            yield* inner.allSettled([inner.sleep(9), inner.sleep(9)]);
          } catch (error) {
            heard.push((error as { readonly code: string }).code);
          }
        });
        try {
          yield* fork;
        } catch (error) {
          heard.push((error as { readonly name: string }).name);
          yield* other;
        }
        return heard;
      },
      [cancel],
    );
    const heard = encodeJson(["fork", "CancelledError", "RunCancelled"]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "completed", output: heard });
  });

  test("cleans up behind those it waits for, and the run ends behind all of them", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        const cleaning = (name: string) =>
          ctx.fork(function* (inner) {
            try {
              yield* inner.sleep(9);
            } finally {
              yield* inner.call(`clean ${name}`);
            }
          });
        cleaning("alone");
        try {
          yield* ctx.all([cleaning("one"), cleaning("two")]);
        } finally {
          yield* ctx.call("clean last");
        }
      },
      [cancel],
      [completed(5)],
      [completed(6)],
      [completed(7)],
      [completed(4)],
    );
    expect(asked(2)).toEqual(["cancelled 1", "cancelled 2", "cancelled 3", "clean alone", "clean one", "clean two"]);
    expect([asked(3), asked(4), asked(5)]).toEqual([[], ["clean last"], []]);
    expect(outcomes[4]).toMatchObject({ kind: "waiting" });
    expect(outcomes[5]).toMatchObject({ kind: "failed", failure: { code: "RunCancelled" } });
  });

  test("loops begin nothing more, and settle behind the iterations that ran", () => {
    const { asked, outcomes } = play(
      function* (ctx) {
        try {
          yield* ctx.forEach([1, 2, 3], { maxConcurrency: 2 }, function* (inner, item) {
            try {
              yield* inner.call(`work ${item}`);
            } finally {
              yield* inner.call(`clean ${item}`);
            }
          });
        } finally {
          yield* ctx.call("clean all");
        }
      },
      [cancel],
      [completed(3)],
      [completed(4)],
      [completed(5)],
    );
    expect([2, 3, 4].map(asked)).toEqual([["cancelled 1", "cancelled 2", "clean 1", "clean 2"], [], ["clean all"]]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "failed", failure: { code: "RunCancelled" } });
  });
});

describe("a clean-up that fails says so", () => {
  test.each<[string, Orchestrator, number]>([
    [
      "in the run's own body",
      function* (ctx) {
        try {
          yield* ctx.sleep(9);
        } finally {
          yield* ctx.call("clean");
        }
      },
      2,
    ],
    [
      "in one of several bodies, the other one being cancelled alone",
      function* (ctx) {
        const clean = ctx.fork(function* (inner) {
          try {
            yield* inner.sleep(9);
          } finally {
            yield* inner.call("clean");
          }
        });
        yield* ctx.all([ctx.sleep(9), clean]);
      },
      3,
    ],
    [
      "in an iteration",
      function* (ctx) {
        yield* ctx.forEach([1, 2], {}, function* (inner, item) {
          try {
            yield* inner.sleep(9);
          } finally {
            if (item === 2) yield* inner.call("clean");
          }
        });
      },
      3,
    ],
    [
      "in a fork that nobody waits for",
      function* (ctx) {
        ctx.fork(function* (inner) {
          try {
            yield* inner.sleep(9);
          } finally {
            yield* inner.call("clean");
          }
        });
        yield* ctx.sleep(9);
      },
      3,
    ],
  ])("%s", (_, run, id) => {
    const { outcomes } = play(run, [cancel], [failed(id, "the disk is gone")]);
    expect(outcomes.at(-1)).toMatchObject({ kind: "failed", failure: { code: "Broken", message: "the disk is gone" } });
  });

  test("a group in which everything was cancelled is no failure of its own", () => {
    const { outcomes } = play(
      function* (ctx) {
        yield* ctx.any([ctx.sleep(9), ctx.call("work")]);
      },
      [cancel],
    );
    const last = outcomes.at(-1);
    expect(last).toMatchObject({ kind: "failed", failure: { code: "AllTasksFailed" } });
    expect(last?.kind === "failed" && isRunCancelled(last.failure)).toBe(true);
  });
});

describe("a critical section", () => {
  test("is kept while its clean-up calls what it has locked, and is left behind that", () => {
    const account = "@account@one";
    const { asked, history } = play(
      function* (ctx) {
        yield* ctx.locked([account], function* (inner) {
          try {
            yield* inner.callEntity(account, "withdraw", 5);
          } finally {
            if (inner.isLocked()) yield* inner.callEntity(account, "deposit", 5);
          }
        });
      },
      [{ type: "LockAcquired", taskId: taskId(1) }],
      [cancel],
      [{ type: "EntityCallCompleted", taskId: taskId(3), result: encodeJson(null) }],
    );
    expect(asked(3)).toEqual(["cancelled 2", "EntityCallScheduled"]);
    expect(asked(4)).toEqual(["LockReleased"]);
    expect(history.at(-1)).toMatchObject({ type: "ExecutionTerminated", cleanUp: { kind: "completed" } });
  });

  test("that was only asked for is not entered, and another one may be", () => {
    const { asked } = play(
      function* (ctx) {
        try {
          yield* ctx.lock("@account@one");
        } finally {
          yield* ctx.lock("@account@two");
        }
      },
      [{ type: "LockAcquired", taskId: taskId(1) }, cancel],
    );
    expect(asked(2)).toEqual(["cancelled 1", "LockRequested"]);
  });
});

test("changed code that ends another clean-up than was recorded is found", () => {
  const run = (isFailing: boolean): Orchestrator =>
    function* (ctx) {
      try {
        yield* ctx.sleep(9);
      } finally {
        if (isFailing) ctx.call("");
      }
    };
  const { history } = play(run(false), [cancel]);
  const report = replayHistory(orchestration("order", run(true)), history);
  expect(report).toMatchObject({ kind: "differs", event: { type: "ExecutionTerminated" } });
  expect(report).toMatchObject({
    recorded: "the end of a clean-up",
    asked: "the failure of the execution (TypeError)",
  });
  const goesOn = orchestration("order", function* (ctx) {
    try {
      yield* ctx.sleep(9);
    } catch {
      yield* ctx.waitForEvent("more");
    }
  });
  expect(replayHistory(goesOn, history)).toMatchObject({ kind: "differs" });
});
