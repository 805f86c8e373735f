import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** The paper's hello sequence: three activities, one after the other. */
export const HELLO = `export default orchestration("hello", function* (ctx, input) {
  const tokyo = yield* ctx.call("hello", { city: "Tokyo" });
  const seattle = yield* ctx.call("hello", { city: "Seattle" });
  const last = yield* ctx.call("hello", { city: input.city });
  return [tokyo, seattle, last];
});
`;

export const helloOutput = (city: string): string =>
  JSON.stringify(["Hello Tokyo!", "Hello Seattle!", `Hello ${city}!`]);

export const FAN_OUT = `export default orchestration("fan-out", function* (ctx, input) {
  const squares = yield* ctx.forEach(input.numbers, {}, function* (ctx, number) {
    return yield* ctx.call("square", { number });
  });
  return squares.reduce((sum, square) => sum + square, 0);
});
`;

export const SLEEPER = `export default orchestration("sleeper", function* (ctx, input) {
  yield* ctx.sleep(input.ms);
  return "awake";
});
`;

export const STUCK = `export default orchestration("stuck", function* (ctx) {
  return yield* ctx.call("never", {}, { timeoutMs: 60000 });
});
`;

export const FLAKY = `export default orchestration("flaky", function* (ctx, input) {
  return yield* ctx.call("flaky", input, { retry: { maxAttempts: 3, firstDelayMs: 5 } });
});
`;

export const SLOW = `export default orchestration("slow", function* (ctx) {
  return yield* ctx.call("never", {}, { timeoutMs: 30 });
});
`;

export const hello = defineActivity({
  name: "hello",
  title: "Say hello",
  description: "Greets a city.",
  icon: "hand-stop",
  effects: "idempotent",
  input: z.object({ city: z.string() }),
  output: z.string(),
  run: ({ city }) => `Hello ${city}!`,
});

export const square = defineActivity({
  name: "square",
  title: "Square",
  description: "Multiplies a number with itself.",
  icon: "square",
  effects: "idempotent",
  input: z.object({ number: z.number() }),
  output: z.number(),
  run: async ({ number }) => number * number,
});

/** Fails until the attempt that is asked for. */
export const flaky = defineActivity({
  name: "flaky",
  title: "Flaky",
  description: "Fails some times.",
  icon: "x",
  effects: "external",
  input: z.object({ goodAttempt: z.number() }),
  output: z.number(),
  run: ({ goodAttempt }, { attempt }) => {
    if (attempt < goodAttempt) throw new Error(`attempt ${attempt} fails`);
    return attempt;
  },
});

/** Ends only by its signal, and says how it was ended. */
export function never(aborted: (reason: string) => void): Activity {
  return defineActivity({
    name: "never",
    title: "Never",
    description: "Ends only by its signal.",
    icon: "x",
    effects: "external",
    input: z.object({}),
    output: z.null(),
    run: (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted(String(signal.reason));
          reject(signal.reason);
        });
      }),
  });
}
