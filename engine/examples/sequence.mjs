// A long sequence: each activity is given what the one before it gave.
import { defineActivity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const increment = defineActivity({
  name: "increment",
  title: "Increment",
  description: "Adds one to a number.",
  icon: "plus",
  effects: "idempotent",
  input: z.number(),
  output: z.number(),
  run: (number) => number + 1,
});

export const sequence = orchestration("sequence", function* (ctx, input) {
  let number = input.from;
  for (let step = 0; step < input.steps; step++) number = yield* ctx.call("increment", number);
  return number;
});
