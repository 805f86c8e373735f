import type { Json, JsonObject } from "../model/index.js";
import { defineEntity } from "../orchestration/index.js";

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
      if (!isObject(changes)) throw new TypeError("What is merged into a record is an object.");
      ctx.state = { ...before, ...changes };
      return ctx.state;
    },
    delete: (ctx) => ctx.deleteState(),
  },
});

function numberIn(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(`${what} is a number; it was given ${JSON.stringify(value)}.`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
