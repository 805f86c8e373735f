import { describe, expect, test } from "vitest";
import {
  type EpisodeOutcome,
  type ExecutionStarted,
  encodeJson,
  executionId,
  type Failure,
  instanceId,
  taskId,
} from "../model/index.js";
import type { CallRetry, Orchestrator } from "./context.js";
import { type HeardMessage, LiveOrchestration } from "./index.js";

const started: ExecutionStarted = {
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(null),
  tags: {},
};
const failed = (id: number, failure: Failure): HeardMessage => ({
  type: "ActivityFailed",
  taskId: taskId(id),
  attempt: 1,
  failure,
});
const completed = (id: number, result: unknown): HeardMessage => ({
  type: "ActivityCompleted",
  taskId: taskId(id),
  attempt: 1,
  result: encodeJson(result),
});
const fired = (id: number): HeardMessage => ({ type: "TimerFired", taskId: taskId(id) });
const BUSY = { code: "HttpError", message: "busy", details: { status: 503 } };
const GONE = { code: "HttpError", message: "gone", details: { status: 404 } };

/** Turn n is at n seconds. */
function play(run: Orchestrator, ...turns: HeardMessage[][]): readonly EpisodeOutcome[] {
  const live = new LiveOrchestration(run, started);
  const first = live.start({ turn: 1, nowMs: 1_000 });
  return [first, ...turns.map((told, at) => live.deliver(told, { turn: at + 2, nowMs: 1_000 * (at + 2) }))];
}
const calling = (retry: CallRetry): Orchestrator =>
  function* (ctx) {
    return yield* ctx.call("fetch", 7, { node: "n", timeoutMs: 50, retry });
  };
const isBusy = ({ details }: Failure) => (details as { readonly status: number }).status === 503;

describe("a condition of the code's own", () => {
  const retry: CallRetry = { maxAttempts: 3, firstDelayMs: 100, backoff: 3, retryIf: isBusy };

  test("has the attempts asked for one by one, as the same task, with durable waits between", () => {
    const outcomes = play(
      calling(retry),
      [failed(1, BUSY)],
      [fired(2)],
      [failed(1, BUSY)],
      [fired(3)],
      [completed(1, 8)],
    );
    const attempt = { type: "ActivityScheduled", taskId: 1, name: "fetch", input: "7", timeoutMs: 50 };
    expect(outcomes).toMatchObject([
      { actions: [{ ...attempt, attempt: 1 }] },
      { actions: [{ type: "TimerCreated", taskId: 2, origin: { node: "n" }, fireAtMs: 2_100 }] },
      { actions: [{ ...attempt, attempt: 2 }] },
      { actions: [{ type: "TimerCreated", taskId: 3, fireAtMs: 4_300 }] },
      { actions: [{ ...attempt, attempt: 3 }] },
      { kind: "completed", output: "8" },
    ]);
    expect(outcomes[0]?.actions[0]).not.toHaveProperty("retry");
  });

  test("that says no, and the policy's own limits, end the call with the attempt's failure", () => {
    expect(play(calling(retry), [failed(1, GONE)]).at(-1)).toMatchObject({ kind: "failed", failure: GONE });
    const last = { ...retry, maxAttempts: 1 };
    expect(play(calling(last), [failed(1, BUSY)]).at(-1)).toMatchObject({ kind: "failed", failure: BUSY });
    const marked = { ...BUSY, nonRetriable: true };
    expect(play(calling(retry), [failed(1, marked)]).at(-1)).toMatchObject({ kind: "failed", failure: marked });
    const listed = { ...retry, nonRetriable: ["HttpError"] };
    expect(play(calling(listed), [failed(1, BUSY)]).at(-1)).toMatchObject({ kind: "failed", failure: BUSY });
  });

  test("is asked no more when the time for all attempts is over", () => {
    const limited = { ...retry, totalTimeoutMs: 1_050 };
    expect(play(calling(limited), [failed(1, BUSY)]).at(-1)).toMatchObject({
      kind: "failed",
      failure: { code: "RetryTimeout", cause: BUSY },
      origin: { node: "n" },
    });
  });

  test("asks for no attempt when its wait ended too late", () => {
    // The wait is over at 2.1 s; the turn that hears of it is at 3 s.
    const outcomes = play(calling({ ...retry, totalTimeoutMs: 1_500 }), [failed(1, BUSY)], [fired(2)]);
    expect(outcomes.at(-1)).toMatchObject({
      kind: "failed",
      actions: [],
      failure: { code: "RetryTimeout", details: { attempts: 1 }, cause: BUSY },
      origin: { node: "n" },
    });
  });

  test("that throws fails the call with what it threw, and names the node", () => {
    const silent = { ...retry, retryIf: () => undefined as unknown as boolean };
    const throwing: CallRetry = {
      ...retry,
      retryIf: () => {
        throw new RangeError("no idea");
      },
    };
    expect(play(calling(throwing), [failed(1, BUSY)]).at(-1)).toMatchObject({
      failure: { code: "RangeError", message: "no idea" },
      origin: { node: "n" },
    });
    expect(play(calling(silent), [failed(1, BUSY)]).at(-1)).toMatchObject({ kind: "failed", failure: BUSY });
  });

  test("cannot change the failure that others see", () => {
    const meddling: CallRetry = {
      ...retry,
      retryIf: (failure) => {
        (failure as { message: string }).message = "changed";
        return false;
      },
    };
    expect(play(calling(meddling), [failed(1, BUSY)]).at(-1)).toMatchObject({ failure: BUSY });
  });

  test("a call can be cancelled while its attempt runs and while it waits", () => {
    const run: Orchestrator = function* (ctx) {
      const task = ctx.call("fetch", 7, { retry });
      yield* ctx.waitForEvent("stop");
      return [task.cancel(), task.cancel()];
    };
    const stop: HeardMessage = { type: "EventRaised", seq: 9, atMs: 0, name: "stop", payload: encodeJson(null) };
    for (const [before, id] of [
      [[], 1],
      [[failed(1, BUSY)], 3],
    ] as const) {
      const last = play(run, ...(before.length > 0 ? [[...before]] : []), [stop]).at(-1);
      expect(last).toMatchObject({ kind: "completed", output: "[true,false]" });
      expect(last?.actions.at(-1)).toEqual({ type: "TaskCancelled", taskId: id });
    }
  });
});

test.each([
  [{ jitter: 2 }, "retry.jitter must be a number from 0 to 1; it is 2."],
  [{ totalTimeoutMs: -1 }, "retry.totalTimeoutMs must be a number from 0 up; it is -1."],
  [{ nonRetriable: "No" }, "retry.nonRetriable is a list of failure codes or types, each a text."],
  [{ retryIf: "yes" }, "retry.retryIf is a function of the failure; it is a string."],
  [
    { maxDelay: 5 },
    'retry has no field "maxDelay". It has: maxAttempts, firstDelayMs, backoff, maxDelayMs, jitter, totalTimeoutMs, nonRetriable, retryIf.',
  ],
])("a policy with %j is refused", (wrong, message) => {
  const retry = { maxAttempts: 2, firstDelayMs: 1, ...wrong } as unknown as CallRetry;
  expect(play(calling(retry)).at(-1)).toMatchObject({ kind: "failed", failure: { message }, origin: { node: "n" } });
});
