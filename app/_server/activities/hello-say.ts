import { defineActivity } from "@dacapo/engine";
import * as z from "zod";

/** The smallest activity there is: a name in, a greeting out. */
export const helloSay = defineActivity({
  name: "hello.say",
  title: "Say hello",
  description: "Gives a greeting for a name.",
  icon: "message-circle",
  effects: "idempotent",
  input: z.strictObject({ name: z.string().min(1).max(200).meta({ title: "Name", description: "Whom to greet." }) }),
  output: z.string().meta({ title: "Greeting" }),
  run: ({ name }) => `Hello ${name}!`,
});
