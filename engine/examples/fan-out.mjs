// Fan out, fan in: as many activities as the input says, all at once, and the sum of what they gave.
import { defineActivity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const square = defineActivity({
  name: "square",
  title: "Square",
  description: "Multiplies a number with itself.",
  icon: "square",
  effects: "idempotent",
  input: z.number(),
  output: z.number(),
  run: (number) => number * number,
});

export const fanOut = orchestration("fanOut", function* (ctx, input) {
  const numbers = Array.from({ length: input.tasks }, (_, index) => index + 1);
  const squares = yield* ctx.all(numbers.map((number) => ctx.call("square", number)));
  return squares.reduce((sum, value) => sum + value, 0);
});
