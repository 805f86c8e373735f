import { defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { bytesOfBase64 } from "./base64-text";
import { DataRefusal } from "./data-refusal";

/** Writes a text in base64, or reads one that is. */
export const textBase64 = defineActivity({
  name: "text.base64",
  title: "Base64",
  description: "Writes a text in base64, or reads it from there.",
  icon: "letter-case",
  effects: "idempotent",
  input: z.strictObject({
    text: z.string().meta({ title: "Text" }),
    direction: z.enum(["encode", "decode"]).default("encode").meta({ title: "What to do" }),
    forAddresses: z.boolean().default(false).meta({
      title: "For addresses",
      description: "Encodes with - and _ and without = at the end (base64url). Either form is decoded.",
    }),
  }),
  output: z.string().meta({ title: "Text" }),
  run: ({ text, direction, forAddresses }) => {
    switch (direction) {
      case "encode":
        return Buffer.from(text, "utf8").toString(forAddresses ? "base64url" : "base64");
      case "decode":
        return textOf(bytesOfBase64(text));
    }
  },
});

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DataRefusal(
      "NotText",
      "What the base64 stands for is not text in UTF-8. Leave it in base64, or write it to a file.",
    );
  }
}
