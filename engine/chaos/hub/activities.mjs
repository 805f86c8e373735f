import { randomUUID } from "node:crypto";
import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** @import { HubFault } from "../words.js" */

const soon = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What the orchestrations of the chaos run may call.
 *
 * @param {ReadonlySet<HubFault>} faults what they do wrong on purpose
 */
export function activities(faults) {
  const hello = defineActivity({
    name: "hello",
    title: "Say hello",
    description: "Greets a city, after a moment that depends on its name.",
    icon: "hand-stop",
    effects: "idempotent",
    input: z.object({ city: z.string() }),
    output: z.string(),
    run: async ({ city }) => {
      await soon(city.length % 3);
      return faults.has("wrong-result") && /[02468]$/.test(city) ? `Goodbye ${city}!` : `Hello ${city}!`;
    },
  });
  const add = defineActivity({
    name: "add",
    title: "Add",
    description: "Adds two numbers.",
    icon: "plus",
    effects: "external",
    input: z.object({ a: z.number(), b: z.number() }),
    output: z.number(),
    run: ({ a, b }) => a + b,
  });
  const square = defineActivity({
    name: "square",
    title: "Square",
    description: "Multiplies a number with itself.",
    icon: "square",
    effects: "idempotent",
    input: z.object({ number: z.number() }),
    output: z.number(),
    run: ({ number }) => number * number,
  });
  const reverse = defineActivity({
    name: "reverse",
    title: "Reverse",
    description: "Gives a text back to front.",
    icon: "arrow-back",
    effects: "idempotent",
    input: z.object({ text: z.string() }),
    output: z.string(),
    run: ({ text }) => [...text].reverse().join(""),
  });
  const token = defineActivity({
    name: "token",
    title: "Token",
    description: "Gives what nobody gave before: two attempts differ, so that it shows which one counts.",
    icon: "dice",
    effects: "external",
    input: z.object({}),
    output: z.string(),
    run: async () => {
      await soon(1);
      return randomUUID();
    },
  });
  const flaky = defineActivity({
    name: "flaky",
    title: "Flaky",
    description: "Fails until the attempt that is asked for.",
    icon: "x",
    effects: "external",
    input: z.object({ goodAttempt: z.number() }),
    output: z.number(),
    run: ({ goodAttempt }, { attempt }) => {
      if (attempt < goodAttempt) throw new Error(`attempt ${attempt} fails`);
      return attempt;
    },
  });
  const refuse = defineActivity({
    name: "refuse",
    title: "Refuse",
    description: "Fails, and says that a repeat cannot help.",
    icon: "x",
    effects: "external",
    input: z.object({ why: z.string() }),
    output: z.null(),
    run: ({ why }) => {
      throw Object.assign(new Error(why), { code: "Refused", nonRetriable: true });
    },
  });
  return [hello, add, square, reverse, token, flaky, refuse];
}
