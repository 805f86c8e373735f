import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** Writes a value as JSON. */
export const jsonPrint = defineActivity({
  name: "json.print",
  title: "Write JSON",
  description: "Writes a value as JSON.",
  icon: "braces",
  effects: "idempotent",
  input: z.strictObject({
    value: z.unknown().meta({ title: "Value" }),
    indent: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .meta({ title: "Indent", description: "Blanks for each level; 0 is one line." }),
  }),
  output: z.string().meta({ title: "Text" }),
  run: ({ value, indent }) => JSON.stringify(value ?? null, null, indent),
});
