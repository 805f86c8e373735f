// What the locked realm costs: the hello sequence (three calls, four turns) as a function of the host, as
// code that is proven to be quick, and as code that has to be watched. Ratios in one run; the engine
// must be built.

import { createOrchestratorRunner } from "../dist/host/realm/orchestrator-runner.js";
import { orchestration } from "../dist/orchestration/index.js";

const runner = createOrchestratorRunner();
const calls = ["Tokyo", "Seattle", "London"].map((city) => `yield* ctx.call("hello", "${city}")`).join(", ");
const code = `export default orchestration("hello", function* (ctx) { return [${calls}]; });`;
const watched = `export default orchestration("hello", function* (ctx) { for (;;) return [${calls}]; });`;
const hello = orchestration("hello", function* (ctx) {
  return [yield* ctx.call("hello", "Tokyo"), yield* ctx.call("hello", "Seattle"), yield* ctx.call("hello", "London")];
});

/** @type {Record<string, import("../dist/host/realm/orchestrator-runner.js").Definition>} */
const definitions = {
  function: { kind: "function", orchestration: hello },
  code: { kind: "code", version: "quick", code },
  "watched code": { kind: "code", version: "watched", code: watched },
};
const started = /** @type {import("../dist/model/index.js").HistoryEvent & { type: "ExecutionStarted" }} */ ({
  type: "ExecutionStarted",
  seq: 1,
  atMs: 1,
  instanceId: "run",
  executionId: "execution",
  name: "hello",
  input: "null",
  tags: {},
});

/** @param {import("../dist/host/realm/orchestrator-runner.js").Definition} definition */
function sequence(definition) {
  let outcome = runner.start("session", definition, started, { turn: 1, nowMs: 1 });
  for (let taskId = 1; outcome.kind === "waiting"; taskId++) {
    const completed = /** @type {import("../dist/model/index.js").HistoryEvent} */ (
      /** @type {unknown} */ ({
        type: "ActivityCompleted",
        seq: taskId * 3,
        atMs: 1,
        taskId,
        attempt: 1,
        result: '"Hello"',
      })
    );
    outcome = runner.deliver("session", [completed], { turn: taskId + 1, nowMs: 1 });
  }
  if (outcome.kind !== "completed") throw new Error(JSON.stringify(outcome));
}

/**
 * The best of several rounds, taken in turns, so that a noisy moment hits all alike.
 * @type {Record<string, number>}
 */
const bestMicroseconds = {};
for (let round = 0; round < 6; round++) {
  for (const [name, definition] of Object.entries(definitions)) {
    const count = name === "watched code" ? 200 : 5_000;
    const beginMs = performance.now();
    for (let index = 0; index < count; index++) sequence(definition);
    const microseconds = ((performance.now() - beginMs) * 1_000) / count;
    bestMicroseconds[name] = Math.min(bestMicroseconds[name] ?? Number.POSITIVE_INFINITY, microseconds);
  }
}
for (const [name, microseconds] of Object.entries(bestMicroseconds)) {
  const ratio = microseconds / (bestMicroseconds.function ?? Number.NaN);
  console.log(`${name.padEnd(14)} ${microseconds.toFixed(1).padStart(8)} µs a sequence   × ${ratio.toFixed(1)}`);
}
