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
  for (const term of terms) {
    sum = yield* /** @type {import("@dacapo/engine").Task<number>} */ (ctx.call("add", { a: sum, b: term }));
  }
  return sum;
});

/** Moves an amount between two accounts that nobody else touches meanwhile. */
export const transfer = orchestration(
  "transfer",
  function* (ctx, /** @type {{ from: string, to: string, amount: number }} */ { from, to, amount }) {
    return yield* ctx.locked([from, to], function* (ctx) {
      const balance = yield* /** @type {import("@dacapo/engine").Task<number>} */ (ctx.callEntity(from, "balance"));
      if (balance < amount) return "refused";
      yield* ctx.all([ctx.callEntity(from, "add", -amount), ctx.callEntity(to, "add", amount)]);
      return "moved";
    });
  },
);

/** Returns each ball to whoever serves, and goes on as a new execution after each. */
export const pong = orchestration(
  "pong",
  function* (ctx, /** @type {{ peer: string, seen: number[], last: number }} */ { peer, seen, last }) {
    const ball = yield* /** @type {import("@dacapo/engine").Task<number>} */ (ctx.waitForEvent("ball"));
    ctx.sendEvent(peer, "ball", ball + 1);
    if (ball + 1 < last) ctx.continueAsNew({ peer, last, seen: [...seen, ball] });
    return [...seen, ball];
  },
);

/** Has greetings made by instances of their own, all at once. */
export const family = orchestration(
  "family",
  function* (ctx, /** @type {{ children: { id: string, city: string }[] }} */ { children }) {
    return yield* ctx.forEach(children, {}, function* (ctx, { id, city }) {
      return yield* ctx.callSub("greetings", { city }, { instanceId: id });
    });
  },
);
