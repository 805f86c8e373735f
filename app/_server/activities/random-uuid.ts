import { randomUUID } from "node:crypto";
import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** An id that nobody else has, and that the run keeps. */
export const randomUuid = defineActivity({
  name: "random.uuid",
  title: "New id",
  description: "Gives a new UUID (version 4).",
  icon: "fingerprint",
  effects: "idempotent",
  input: z.strictObject({}),
  output: z.uuid().meta({ title: "Id" }),
  run: () => randomUUID(),
});
