import { completedWith, field, numbers, workload } from "./workload.mjs";

/** @import { Workload } from "../words.js" */

/** Workloads whose orchestrations are published as code. @type {readonly Workload[]} */
export const publishedWorkloads = [
  workload({
    name: "hello",
    weight: 10,
    // Every storm publishes an edition of its own; a run keeps the one that it was started with.
    target: (storm) => ({ code: helloCode(storm) }),
    input: (chance) => ({ city: `City ${chance.between(1, 999)}` }),
    judge: (run, record) =>
      completedWith(record, [
        `edition ${run.storm}`,
        "Hello Tokyo!",
        "Hello Seattle!",
        `Hello ${field(run.input, "city")}!`,
      ]),
  }),
  workload({
    name: "sequence",
    weight: 2,
    target: () => ({ code: SEQUENCE }),
    input: (chance) => ({ terms: Array.from({ length: 20 }, () => chance.between(-1_000, 1_000)) }),
    judge: (run, record) =>
      completedWith(
        record,
        numbers(run.input, "terms").reduce((sum, term) => sum + term, 0),
      ),
  }),
  workload({
    name: "fan-out",
    weight: 1,
    target: () => ({ code: FAN_OUT }),
    input: (chance) => ({ numbers: Array.from({ length: 50 }, () => chance.between(0, 1_000)) }),
    judge: (run, record) =>
      completedWith(
        record,
        numbers(run.input, "numbers").map((number) => number * number),
      ),
  }),
  workload({
    name: "timers",
    weight: 4,
    left: 0.5,
    target: () => ({ code: TIMERS }),
    input: (chance) => ({
      firstMs: chance.between(0, 300),
      secondMs: chance.happens(0.1) ? chance.between(500, 3_000) : 50,
    }),
    judge: (_run, record) => completedWith(record, "rested"),
  }),
  workload({
    name: "big",
    weight: 1,
    target: () => ({ code: BIG }),
    input: (chance) => ({ text: randomText(chance.between(1, 1024) * 1024, chance.between(0, 2 ** 31)) }),
    judge: (run, record) => completedWith(record, { back: [...String(field(run.input, "text"))].reverse().join("") }),
  }),
  workload({
    name: "tokens",
    weight: 3,
    target: () => ({ code: TOKENS }),
    input: () => ({}),
    judge: (_run, record, history) =>
      completedWith(
        record,
        history.flatMap((event) => (event.type === "ActivityCompleted" ? [JSON.parse(String(event.result))] : [])),
      ),
  }),
  workload({
    name: "flaky",
    weight: 2,
    target: () => ({ code: FLAKY }),
    input: (chance) => ({ goodAttempt: chance.between(1, 4) }),
    judge: (run, record) => completedWith(record, field(run.input, "goodAttempt")),
  }),
  workload({
    name: "refused",
    weight: 1,
    target: () => ({ code: REFUSED }),
    input: (chance) => ({ why: `reason ${chance.between(1, 999)}` }),
    judge: (run, { status, failure }) =>
      status === "Failed" && failure?.code === "Refused" && failure.message === field(run.input, "why")
        ? undefined
        : `it should have failed with what the activity said, and is ${status}: ${JSON.stringify(failure)}`,
  }),
  workload({
    name: "endless",
    weight: 2,
    left: 0.5,
    terminated: "always",
    target: () => ({ code: ENDLESS }),
    input: () => ({}),
    judge: (_run, { status }) =>
      status === "Terminated" ? undefined : `only its termination can have ended it, and it is ${status}`,
  }),
];

/** @param {number} storm */
const helloCode = (storm) => `export default orchestration("hello", function* (ctx, input) {
  const tokyo = yield* ctx.call("hello", { city: "Tokyo" });
  const seattle = yield* ctx.call("hello", { city: "Seattle" });
  const last = yield* ctx.call("hello", { city: input.city });
  return ["edition ${storm}", tokyo, seattle, last];
});
`;

const SEQUENCE = `export default orchestration("sequence", function* (ctx, input) {
  let sum = 0;
  for (const term of input.terms) sum = yield* ctx.call("add", { a: sum, b: term });
  return sum;
});
`;

const FAN_OUT = `export default orchestration("fan-out", function* (ctx, input) {
  return yield* ctx.forEach(input.numbers, {}, function* (ctx, number) {
    return yield* ctx.call("square", { number });
  });
});
`;

const TIMERS = `export default orchestration("timers", function* (ctx, input) {
  yield* ctx.sleep(input.firstMs);
  yield* ctx.sleep(input.secondMs);
  return "rested";
});
`;

const BIG = `export default orchestration("big", function* (ctx, input) {
  return { back: yield* ctx.call("reverse", { text: input.text }) };
});
`;

const TOKENS = `export default orchestration("tokens", function* (ctx) {
  const tokens = [];
  for (let index = 0; index < 4; index++) tokens.push(yield* ctx.call("token", {}));
  return tokens;
});
`;

const FLAKY = `export default orchestration("flaky", function* (ctx, input) {
  return yield* ctx.call("flaky", input, { retry: { maxAttempts: 5, firstDelayMs: 5 } });
});
`;

const REFUSED = `export default orchestration("refused", function* (ctx, input) {
  return yield* ctx.call("refuse", input, { retry: { maxAttempts: 3, firstDelayMs: 5 } });
});
`;

const ENDLESS = `export default orchestration("endless", function* (ctx) {
  yield* ctx.sleep(3600000);
  return "nobody should see this";
});
`;

/**
 * Text that does not compress to nothing, of so many characters.
 *
 * @param {number} length
 * @param {number} seed
 */
function randomText(length, seed) {
  let state = seed | 1;
  let text = "";
  while (text.length < length) {
    state = Math.imul(state, 0x9e3779b1) ^ (state >>> 7);
    text += (state >>> 0).toString(36);
  }
  return text.slice(0, length);
}
