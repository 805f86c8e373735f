import { beforeAll, expect, test } from "vitest";
import { bundleRealm } from "../scripts/build-realm.mjs";
import { parseExpression } from "../src/compiler/index.js";
import {
  createOrchestratorRunner,
  type OrchestratorRunner,
  type RecordedStart,
} from "../src/host/realm/orchestrator-runner.js";
import { encodeJson, executionId, instanceId, taskId } from "../src/model/index.js";

/** Long enough for the realm's own work on a busy machine, short enough to be waited for. */
const EPISODE_MS_MAX = 500;

let runner: OrchestratorRunner;
beforeAll(async () => {
  runner = createOrchestratorRunner({ bundle: await bundleRealm(), episodeMsMax: EPISODE_MS_MAX });
});

let count = 0;
const version = (body: string) => {
  const name = `cost${count++}`;
  const code = `export default orchestration("cost", function* (ctx, input) {\n${body}\n});`;
  return { name, definition: { kind: "code", version: name, code } as const };
};
const started = (execution: string): RecordedStart => ({
  type: "ExecutionStarted",
  seq: 1,
  atMs: 1,
  instanceId: instanceId("cost"),
  executionId: executionId(execution),
  name: "cost",
  input: encodeJson({ text: "a".repeat(50), list: [1, 2, 3], word: "x" }),
  tags: {},
});
const TURN = { turn: 1, nowMs: 1 };

/** Computes the expression as a node of a graph does, while another run waits in the same realm. */
function run(expression: string) {
  const waiting = version('return yield* ctx.call("a");');
  runner.start(waiting.name, waiting.definition, started(waiting.name), TURN);
  const { name, definition } = version(`return ctx.record("node", ${expression});`);
  const beganMs = performance.now();
  const outcome = runner.start(name, definition, started(name), TURN);
  const tookMs = performance.now() - beganMs;
  const after = runner.deliver(
    waiting.name,
    [{ type: "ActivityCompleted", seq: 4, atMs: 2, taskId: taskId(1), attempt: 1, result: encodeJson(5) }],
    { turn: 2, nowMs: 2 },
  );
  return { outcome, tookMs, after };
}

test.each([
  ["a search that goes back again and again", '/^(a+)+$/.test(input.text + "b")', "EpisodeTimeout"],
  ["one that the input brings about", 'input.text.concat("!").match(/(a|aa)+$/)', "EpisodeTimeout"],
  ["a text that is too long for the language", '"x".repeat(2 ** 30)', "RangeError"],
  ["a text that is too long for an orchestration", '"x".repeat(2 ** 28).split("")', "RangeError"],
  ["one that is filled up", '"".padStart(2 ** 28)', "RangeError"],
  ["one that doubles", "Array.from({ length: 40 }).reduce((text) => text + text, input.word)", "RangeError"],
  ["a list that is too long", "Array(1e9).fill()", "RangeError"],
  ["one of what has only a length", "Array.from({ length: 1e9 }, (_, index) => index)", "RangeError"],
  [
    "one that doubles in its turn",
    "Array.from({ length: 40 }).reduce((list) => [...list, ...list], input.list)",
    "EpisodeTimeout",
  ],
  [
    "lists in lists in lists",
    "[...Array(1e5)].map(() => [...Array(1e5)].map(() => [...Array(1e5)].length))",
    "EpisodeTimeout",
  ],
  ["a function that calls itself by way of lists", "(f => f(f))((f) => [1].map(() => f(f)))", "RangeError"],
])("%s ends, and the others go on", (_, expression, code) => {
  const { outcome, tookMs, after } = run(expression);
  expect(outcome).toMatchObject({ kind: "failed", failure: { code } });
  expect(tookMs).toBeLessThan(EPISODE_MS_MAX * 8);
  expect(after).toMatchObject({ kind: "completed", output: "5" });
});

test("a function that calls itself is refused before it runs, too", () => {
  expect(parseExpression("(f => f(f))((f) => [1].map(() => f(f)))")).toMatchObject({ ok: false });
});

test("within the bounds everything is as the language has it", () => {
  const { outcome } = run(
    `[
      Array(3).fill(0), Array(1, 2), Array.of(7), Array.from("ab"), Array.from({ length: 2 }, (_, i) => i * 2), Array.from([1, 2], (x) => x + 1),
      Array.isArray([]), [] instanceof Array, "ab".repeat(2), "a".padStart(3, "-"), "a".padEnd(2), "a,b".split(","), "a1b2".split(/\\d/, 1), Array("3"), Array().length,
    ]`,
  );
  expect(outcome).toMatchObject({
    kind: "completed",
    output: JSON.stringify([
      [0, 0, 0],
      [1, 2],
      [7],
      ["a", "b"],
      [0, 2],
      [2, 3],
      true,
      true,
      "abab",
      "--a",
      "a ",
      ["a", "b"],
      ["a"],
      ["3"],
      0,
    ]),
  });
});
