// The hello sequences: three and five activities, one after the other.
import { defineActivity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const sayHello = defineActivity({
  name: "sayHello",
  title: "Say hello",
  description: "Greets a city.",
  icon: "hand-stop",
  effects: "idempotent",
  input: z.object({ city: z.string() }),
  output: z.string(),
  run: ({ city }) => `Hello ${city}!`,
});

export const hello3 = orchestration("hello3", function* (ctx) {
  const tokyo = yield* ctx.call("sayHello", { city: "Tokyo" });
  const seattle = yield* ctx.call("sayHello", { city: "Seattle" });
  const london = yield* ctx.call("sayHello", { city: "London" });
  return [tokyo, seattle, london];
});

export const hello5 = orchestration("hello5", function* (ctx) {
  const tokyo = yield* ctx.call("sayHello", { city: "Tokyo" });
  const seattle = yield* ctx.call("sayHello", { city: "Seattle" });
  const london = yield* ctx.call("sayHello", { city: "London" });
  const amsterdam = yield* ctx.call("sayHello", { city: "Amsterdam" });
  const mumbai = yield* ctx.call("sayHello", { city: "Mumbai" });
  return [tokyo, seattle, london, amsterdam, mumbai];
});
