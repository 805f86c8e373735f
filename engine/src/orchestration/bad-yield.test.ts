import { expect, test } from "vitest";
import { type ExecutionStarted, encodeJson, executionId, instanceId } from "../model/index.js";
import { LiveOrchestration } from "./index.js";

const started: ExecutionStarted = {
  type: "ExecutionStarted",
  instanceId: instanceId("run-1"),
  executionId: executionId("execution-1"),
  name: "test",
  input: encodeJson(null),
  tags: {},
};
const messageOf = (run: unknown) => {
  const outcome = new LiveOrchestration(run as never, started).start({ turn: 1, nowMs: 1 });
  return outcome.kind === "failed" ? outcome.failure.message : outcome.kind;
};
const yielding = (value: unknown) =>
  function* (ctx: { record(node: string, value: unknown): void }) {
    ctx.record("greet", 1);
    yield value;
  };
const tasks = "Write yield* before what ctx.call, ctx.sleep, ctx.all and the like give, and before nothing else.";
const refuse = (): never => {
  throw new Error("caught you");
};
const trap = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse });

test.each([
  [
    Promise.resolve(1),
    "a promise",
    "An orchestration cannot await: put the work into an activity and write yield* ctx.call(…).",
  ],
  [[1, 2], "a list", "To wait for several tasks write yield* ctx.all([…])."],
  [
    yielding(1)({ record: () => {} }),
    "a generator",
    "To run it here write yield* before it; to run it beside, ctx.fork.",
  ],
  [function later() {}, "a function (later)", tasks],
  [undefined, "undefined", tasks],
  [7, "7", tasks],
  ["t".repeat(100), `the text "${"t".repeat(60)}…"`, tasks],
  [{ amount: 1, by: 2 }, "an object with amount, by", tasks],
  [trap, "something that cannot be read", tasks],
])("a yield says what was yielded and where: %#", (value, what, instead) => {
  expect(messageOf(yielding(value))).toBe(
    `The orchestration yielded ${what}, behind node greet, and not a task. ${instead}`,
  );
});

test("the error is thrown where the code stands: it may go on", () => {
  const run = function* () {
    try {
      yield 5;
    } catch (error) {
      return (error as Error).message;
    }
    return "not reached";
  };
  const outcome = new LiveOrchestration(run as never, started).start({ turn: 1, nowMs: 1 });
  expect(outcome).toMatchObject({
    kind: "completed",
    output: encodeJson(`The orchestration yielded 5, before it had asked for anything, and not a task. ${tasks}`),
  });
});

const rule =
  "The body of an orchestration, a fork or an iteration must be a generator function: write function* (ctx) { … }.";
const cannotAwait =
  " It cannot await, for what it waits for must be in its history: put the work into an activity and wait by yield*.";
test.each([
  ["an async generator", async function* () {}, `${rule} This one is an async generator.${cannotAwait}`],
  ["an async function", async () => 1, `${rule} This one is an async function.${cannotAwait}`],
  ["a plain function", () => 1, `${rule} This one is a function that gives a number.`],
])("a body that is %s is refused with the reason", (_, run, message) => {
  expect(messageOf(run)).toBe(message);
});
