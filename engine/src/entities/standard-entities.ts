import { canonicalJson, type Json } from "../model/index.js";
import { defineEntity } from "../orchestration/index.js";
import { isObject, members, numberIn, shown } from "./input-checks.js";
import { EntityRefusal } from "./refusal.js";

export { once } from "./once.js";
export { queue } from "./queue.js";
export { rateLimiter } from "./rate-limiter.js";
export { semaphore } from "./semaphore.js";

/*
 * Entities that workflows can use without anybody writing one. Every engine thread loads this module by its
 * name, so that what it exports must be definitions, and must never change its meaning: states outlive programs.
 */

/** A number that many runs count with: of visits, of what is left, of places in a line. */
export const counter = defineEntity<number>({
  name: "counter",
  initialState: () => 0,
  operations: {
    add: (ctx, amount: unknown) => {
      ctx.state += numberIn(amount ?? 1, "What is added");
      return ctx.state;
    },
    set: (ctx, value: unknown) => {
      ctx.state = numberIn(value, "What a counter is set to");
      return ctx.state;
    },
    get: (ctx) => ctx.state,
    reset: (ctx) => ctx.deleteState(),
  },
});

/** A value that runs leave for each other: the newest price, who is on duty, how far an import came. */
export const record = defineEntity<Json>({
  name: "record",
  initialState: () => null,
  operations: {
    get: (ctx) => ctx.state,
    set: (ctx, value: Json) => {
      ctx.state = value ?? null;
      return ctx.state;
    },
    merge: (ctx, changes: unknown) => {
      const before = isObject(ctx.state) ? ctx.state : {};
      if (!isObject(changes)) {
        throw new EntityRefusal(
          "InvalidInput",
          `What is merged into a record is an object; it was given ${shown(changes)}.`,
        );
      }
      ctx.state = { ...before, ...changes };
      return ctx.state;
    },
    replace: (ctx, input: unknown) => {
      const { expected = null, value = null } = members(input, ["expected", "value"]);
      if (canonicalJson(ctx.state) !== canonicalJson(expected as Json)) {
        throw new EntityRefusal(
          "ValueChanged",
          `The record "${ctx.key}" is ${shown(ctx.state)} and not what was expected. Read it, and decide again.`,
        );
      }
      ctx.state = value as Json;
      return ctx.state;
    },
    delete: (ctx) => ctx.deleteState(),
  },
});
