import { beforeAll, expect, test } from "vitest";
import { bundleRealm } from "../../../scripts/build-realm.mjs";
import {
  encodeJson,
  executionId,
  type HistoryEventBody,
  instanceId,
  taskId,
  workflowVersion,
} from "../../model/index.js";
import { createOrchestratorRunner, type Definition, type OrchestratorRunner } from "./orchestrator-runner.js";

let runner: OrchestratorRunner;
beforeAll(async () => {
  runner = createOrchestratorRunner({ bundle: await bundleRealm() });
});

const CODE = `export default orchestration("context", function* (ctx, input) {
  ctx.log("warn", "begun", { version: ctx.version.length });
  const seen = [ctx.parent, ctx.isReplaying];
  let self = "nothing";
  const retry = { maxAttempts: 3, firstDelayMs: 10, retryIf: function (failure) {
    self = typeof this;
    return failure.code === "Busy";
  } };
  const first = yield* ctx.race([ctx.call("fetch", null, { retry }), ctx.waitForEvent("never"), ctx.sleepUntil(9e9)]);
  const settled = yield* ctx.allSettled([ctx.any([ctx.sleep(1)])]);
  const schema = { parse: (payload) => { if (payload !== "yes") throw { get message() { throw 1; } }; return [payload]; } };
  let misfit;
  try { yield* ctx.waitForEvent("answer", { schema }); } catch (error) { misfit = error.code; }
  const answer = yield* ctx.waitForEvent("answer", { schema });
  ctx.log("done");
  return [seen, first, self, settled[0].status, misfit, answer];
});
`;
const definition: Definition = { kind: "code", version: "context", code: CODE };
const busy = { code: "Busy", message: "later" };
const TURNS: readonly (readonly HistoryEventBody[])[] = [
  [],
  [{ type: "ActivityFailed", taskId: taskId(1), attempt: 1, failure: busy }],
  [{ type: "TimerFired", taskId: taskId(4) }],
  [{ type: "ActivityCompleted", taskId: taskId(1), attempt: 2, result: encodeJson("page") }],
  [{ type: "TimerFired", taskId: taskId(5) }],
  [
    { type: "EventRaised", name: "answer", payload: encodeJson("no") },
    { type: "EventRaised", name: "answer", payload: encodeJson("yes") },
  ],
];

test("published code races, repeats by its own condition, checks events and logs, in the locked realm", () => {
  const started = {
    type: "ExecutionStarted",
    instanceId: instanceId("run-1"),
    executionId: executionId("execution-1"),
    name: "context",
    version: workflowVersion("a".repeat(64)),
    input: encodeJson(null),
    tags: {},
    parentId: instanceId("above"),
  } as const;
  let seq = 1;
  const outcomes = TURNS.map((messages, index) => {
    const turn = { turn: index + 1, nowMs: 1_000 };
    if (index === 0) return runner.start("s", definition, { ...started, seq, atMs: 0 }, turn);
    const told = messages.map((message) => ({ ...message, seq: ++seq, atMs: 0 }));
    return runner.deliver("s", told, turn);
  });
  expect(outcomes.flatMap(({ actions }) => actions).map(({ type }) => type)).toEqual([
    ...["ActivityScheduled", "EventWaited", "TimerCreated", "TimerCreated", "ActivityScheduled"],
    ...[
      "TaskCancelled",
      "TaskCancelled",
      "TimerCreated",
      "EventWaited",
      "EventReceived",
      "EventWaited",
      "EventReceived",
    ],
  ]);
  expect(outcomes.at(-1)).toMatchObject({
    kind: "completed",
    output: encodeJson([["above", false], "page", "undefined", "fulfilled", "EventPayloadInvalid", ["yes"]]),
  });
  expect(runner.takeLog()).toEqual([
    { level: "warn", message: "begun", data: '{"version":64}' },
    { level: "info", message: "done" },
  ]);
  expect(runner.takeLog()).toEqual([]);
});
