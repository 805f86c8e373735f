// Divide and conquer: which numbers of a range have a hash that begins with given digits? A range that is large is
// split in two, and each half is searched by an orchestration of its own; one that is small by an activity.
import { createHash } from "node:crypto";
import { defineActivity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const searchRange = defineActivity({
  name: "searchRange",
  title: "Search range",
  description: "The numbers of a range whose SHA-256 begins with the given hexadecimal digits.",
  icon: "search",
  effects: "idempotent",
  input: z.object({ from: z.number(), to: z.number(), digits: z.string() }),
  output: z.array(z.number()),
  run: ({ from, to, digits }) => {
    const found = [];
    for (let number = from; number < to; number++) {
      if (createHash("sha256").update(String(number)).digest("hex").startsWith(digits)) found.push(number);
    }
    return found;
  },
});

/** Searches from `from` to the number before `to`; gives what it found in order. */
export const collisionSearch = orchestration("collisionSearch", function* (ctx, { from, to, digits, grain }) {
  if (to - from <= grain) return yield* ctx.call("searchRange", { from, to, digits });
  const middle = from + Math.floor((to - from) / 2);
  const halves = [
    [from, middle],
    [middle, to],
  ];
  const found = yield* ctx.all(halves.map(([from, to]) => ctx.callSub("collisionSearch", { from, to, digits, grain })));
  return found.flat();
});
