import { orchestration } from "@dacapo/engine";

/** Orchestrations that are functions of a module, where the others are published as code. */

/** Three greetings, one after the other. */
export const greetings = orchestration("greetings", function* (ctx, /** @type {{ city: string }} */ { city }) {
  const tokyo = yield* ctx.call("hello", { city: "Tokyo" });
  const seattle = yield* ctx.call("hello", { city: "Seattle" });
  return [tokyo, seattle, yield* ctx.call("hello", { city })];
});

/** Adds its terms up, one activity after the other. */
export const addition = orchestration("addition", function* (ctx, /** @type {{ terms: number[] }} */ { terms }) {
  let sum = 0;
  for (const term of terms) sum = yield* ctx.call("add", { a: sum, b: term });
  return sum;
});
