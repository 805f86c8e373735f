import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

const activity = (name, input, output, run) =>
  defineActivity({
    name,
    title: name,
    description: `What the scenarios call ${name}.`,
    icon: "square",
    effects: "idempotent",
    input,
    output,
    run,
  });

export const greet = activity("greet", z.object({ name: z.string() }), z.string(), ({ name }) => `Hello, ${name}!`);

export const multiply = activity(
  "multiply",
  z.object({ a: z.number(), b: z.number() }),
  z.number(),
  ({ a, b }) => a * b,
);

export const fileSize = activity("file-size", z.object({ file: z.string() }), z.number(), ({ file }) => {
  return statSync(file).size;
});

/** A text of so many characters, another one for each number. */
export const text = activity("text", z.object({ number: z.number(), length: z.number() }), z.string(), (asked) => {
  return String(asked.number).padEnd(asked.length, "abcdefghij");
});

/** Gives back any value, by way of JSON. */
export const echo = activity("echo", z.object({ value: z.unknown() }), z.unknown(), ({ value }) => value);

/** Says what it got without giving it back. */
export const digest = activity("digest", z.object({ value: z.string() }), z.string(), ({ value }) => {
  return createHash("sha256").update(value).digest("hex");
});

/** Works at the attempt that is asked for. */
export const unsteady = activity("unsteady", z.object({ worksAt: z.number() }), z.number(), (asked, { attempt }) => {
  if (attempt < asked.worksAt) throw new Error(`attempt ${attempt} did not work`);
  return attempt;
});

export const breakdown = activity("breakdown", z.object({ why: z.string() }), z.null(), ({ why }) => {
  throw Object.assign(new Error(why), { code: "Broken", details: { part: "gear" } });
});

/** Ends when it is told to, and not before. */
export const endless = activity("endless", z.object({}), z.null(), (_input, { signal }) => {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
});

/** Works as soon as its file is there: a failure that goes away while a run has failed of it. */
export const fragile = activity("fragile", z.object({ file: z.string() }), z.string(), ({ file }) => {
  return `${path.basename(file)} holds ${statSync(file).size}`;
});
