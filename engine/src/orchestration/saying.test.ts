import { expect, test } from "vitest";
import {
  type ExecutionStarted,
  encodeJson,
  executionId,
  type HistoryEvent,
  type HistoryEventBody,
  instanceId,
  LIMITS,
  taskId,
  workflowVersion,
} from "../model/index.js";
import type { OrchestrationContext, Orchestrator } from "./context.js";
import { LiveOrchestration, replay, type StartedExecution } from "./index.js";

const started: ExecutionStarted = {
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(null),
  tags: {},
};
const saying = (act: (ctx: OrchestrationContext) => void): Orchestrator =>
  function* (ctx) {
    act(ctx);
    yield* ctx.sleep(1);
  };
const said = (act: (ctx: OrchestrationContext) => void) => {
  const live = new LiveOrchestration(saying(act), started);
  const outcome = live.start({ turn: 1, nowMs: 1 });
  return { outcome, lines: live.takeLog(), again: live.takeLog() };
};

test("a line has a level, a message and data, and is given once", () => {
  const { lines, again } = said((ctx) => {
    ctx.log("plain");
    ctx.log("with data", { n: 1 });
    ctx.log("warn", "mind this", [1]);
    ctx.log("error");
  });
  expect(lines).toEqual([
    { level: "info", message: "plain" },
    { level: "info", message: "with data", data: '{"n":1}' },
    { level: "warn", message: "mind this", data: "[1]" },
    { level: "info", message: "error" },
  ]);
  expect(again).toEqual([]);
});

test("a replay says nothing again, and then goes on saying; code can tell", () => {
  const seen: boolean[] = [];
  const run: Orchestrator = function* (ctx) {
    ctx.log("before");
    seen.push(ctx.isReplaying);
    yield* ctx.sleep(1);
    ctx.log("after");
    seen.push(ctx.isReplaying);
  };
  const history: HistoryEvent[] = [];
  const append = (body: HistoryEventBody) => {
    history.push({ ...body, seq: history.length + 1, atMs: 1 });
  };
  append(started);
  append({ type: "TurnStarted", turn: 1, deliveredThrough: 1 });
  append({ type: "TimerCreated", taskId: taskId(1), origin: { node: "timer", path: [] }, fireAtMs: 2 });
  const replayed = replay(run, history);
  if (replayed.kind !== "live") throw new Error(replayed.failure.message);
  expect(replayed.live.takeLog()).toEqual([]);
  replayed.live.deliver([{ type: "TimerFired", taskId: taskId(1) }], { turn: 2, nowMs: 2 });
  expect(replayed.live.takeLog()).toEqual([{ level: "info", message: "after" }]);
  expect(seen).toEqual([true, false]);
});

test("what is too much is cut, and says so", () => {
  const { lines } = said((ctx) => {
    for (let line = 0; line < LIMITS.logLinesMax + 7; line++) ctx.log("m".repeat(3_000), "d".repeat(10_000));
  });
  expect(lines).toHaveLength(LIMITS.logLinesMax + 1);
  expect(lines[0]).toEqual({
    level: "info",
    message: "m".repeat(LIMITS.logMessageCharactersMax),
    data: '{"omitted":"10002 characters of JSON"}',
  });
  expect(lines.at(-1)).toEqual({ level: "warn", message: "7 more lines of this turn are left out." });
});

test("data that JSON cannot carry fails nobody; a message that is none does", () => {
  expect(said((ctx) => ctx.log("big", 5n)).lines).toEqual([
    { level: "info", message: "big", data: '{"omitted":"The data cannot be written as JSON."}' },
  ]);
  expect(said((ctx) => ctx.log(5 as never)).outcome).toMatchObject({
    kind: "failed",
    failure: { message: "ctx.log takes a message, which is a text; it is 5." },
  });
});

test("a run knows its parent and its version, or that it has none", () => {
  const seen: unknown[] = [];
  const look = (from: StartedExecution) => {
    new LiveOrchestration(
      saying((ctx) => seen.push(ctx.parent, ctx.version)),
      from,
    ).start({ turn: 1, nowMs: 1 });
  };
  const version = workflowVersion("a".repeat(64));
  look(started);
  look({ ...started, parentId: instanceId("above"), version });
  expect(seen).toEqual([undefined, undefined, "above", version]);
});
