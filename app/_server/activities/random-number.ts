import { randomInt } from "node:crypto";
import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** The most that the machine's source of chance gives in one piece. */
const SPAN_MAX = 2 ** 48 - 1;

/** A number of chance that the run keeps: whoever reads it later, or in a replay, reads the same. */
export const randomNumber = defineActivity({
  name: "random.number",
  title: "Random number",
  description: "Gives a whole number of chance between two others, both included.",
  icon: "dice",
  effects: "idempotent",
  input: z
    .strictObject({
      min: z.int().default(0).meta({ title: "Least" }),
      max: z.int().default(99).meta({ title: "Most" }),
    })
    .refine(({ min, max }) => min <= max, { error: "The least number is larger than the most.", path: ["min"] })
    .refine(({ min, max }) => max - min < SPAN_MAX, {
      error: `May be at most ${SPAN_MAX} above the least.`,
      path: ["max"],
    }),
  output: z.int().meta({ title: "Number" }),
  run: ({ min, max }) => randomInt(0, max - min + 1) + min,
});
