import { defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { parseJson } from "./json-text";

/** Reads JSON that came as a text: from a file, a message, a field of a form. */
export const jsonParse = defineActivity({
  name: "json.parse",
  title: "Read JSON",
  description: "Gives the value of a text that is JSON.",
  icon: "braces",
  effects: "idempotent",
  input: z.strictObject({ text: z.string().meta({ title: "Text" }) }),
  output: z.unknown().meta({ title: "Value" }),
  run: ({ text }) => parseJson(text, "The text"),
});
