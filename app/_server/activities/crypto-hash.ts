import { createHash } from "node:crypto";
import { defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { bytesOf } from "./base64-text";
import { algorithm, digestForm, textForm } from "./digest-input";

/** The digest of a text, to compare or to name it by. */
export const cryptoHash = defineActivity({
  name: "crypto.hash",
  title: "Hash",
  description: "Gives the digest of a text, by which it can be compared or named.",
  icon: "hash",
  effects: "idempotent",
  input: z.strictObject({
    text: z.string().meta({ title: "Text" }),
    textForm,
    algorithm,
    as: digestForm,
  }),
  output: z.string().meta({ title: "Digest" }),
  run: ({ text, textForm, algorithm, as }) => createHash(algorithm).update(bytesOf(text, textForm)).digest(as),
});
