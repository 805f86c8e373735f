// What ran in the golden directory, and must run on in it: neither the code nor a name may change.
import { defineActivity, defineEntity, orchestration } from "@dacapo/engine";
import * as z from "zod";

const activity = (name, run) =>
  defineActivity({
    name,
    title: name,
    description: `The activity ${name}.`,
    icon: "star",
    effects: "idempotent",
    input: z.object({ name: z.string() }),
    output: z.string(),
    run,
  });

export const greet = activity("greet", ({ name }) => `Hello ${name}!`);
export const refuse = activity("refuse", ({ name }) => {
  // Where the code lay is nobody's business.
  const refusal = new Error(`Nobody greets ${name}`);
  refusal.stack = `Error: Nobody greets ${name}`;
  throw refusal;
});
export const never = activity("never", () => new Promise(() => undefined));

const YEARS = 365 * 24 * 60 * 60 * 1_000;

export const hello = orchestration("hello", function* (ctx, { names }) {
  const greetings = yield* ctx.all(names.map((name) => ctx.call("greet", { name })));
  ctx.setCustomStatus({ greeted: names.length });
  return greetings;
});

export const failing = orchestration("failing", function* (ctx) {
  return yield* ctx.call("refuse", { name: "Basel" });
});

export const retrying = orchestration("retrying", function* (ctx) {
  const retry = { maxAttempts: 3, firstDelayMs: 20 * YEARS, maxDelayMs: 20 * YEARS };
  return yield* ctx.call("refuse", { name: "Chur" }, { retry });
});

export const stuck = orchestration("stuck", function* (ctx) {
  yield* ctx.call("greet", { name: "Genf" });
  return yield* ctx.call("never", { name: "Genf" });
});

export const sleeper = orchestration("sleeper", function* (ctx) {
  yield* ctx.sleep(20 * YEARS);
});

export const waiter = orchestration("waiter", function* (ctx) {
  return yield* ctx.waitForEvent("go");
});

/** Is given much. */
export const keeper = orchestration("keeper", function* (ctx, { text }) {
  yield* ctx.sleep(1);
  return text.length;
});

/** Counts in one execution after the other, and at zero waits. */
export const countdown = orchestration("countdown", function* (ctx, { left, waits }) {
  if (left > 0) return ctx.continueAsNew({ left: left - 1, waits });
  if (waits) return yield* ctx.waitForEvent("go");
  return "zero";
});

export const messenger = orchestration("messenger", function* (ctx, { to }) {
  ctx.sendEvent(to, "go", { from: "messenger" });
  yield* ctx.sleep(1);
});

/** Has another instance run, and adds a word to what it gives. */
export const parent = orchestration("parent", function* (ctx, { child, input, instanceId }) {
  const given = yield* ctx.callSub(child, input, { instanceId });
  return { given };
});

export const account = defineEntity({
  name: "account",
  initialState: () => ({ balance: 100 }),
  operations: {
    add(ctx, amount) {
      ctx.state = { balance: ctx.state.balance + amount };
      return ctx.state.balance;
    },
  },
});

/** Holds two accounts while it waits. */
export const holder = orchestration("holder", function* (ctx, { from, to }) {
  const [source, target] = [ctx.entity("account", from), ctx.entity("account", to)];
  return yield* ctx.locked([source, target], function* () {
    const amount = yield* ctx.waitForEvent("go");
    return yield* ctx.all([ctx.callEntity(source, "add", -amount), ctx.callEntity(target, "add", amount)]);
  });
});

export const transfer = orchestration("transfer", function* (ctx, { from, to, amount }) {
  const [source, target] = [ctx.entity("account", from), ctx.entity("account", to)];
  return yield* ctx.locked([source, target], function* () {
    return yield* ctx.all([ctx.callEntity(source, "add", -amount), ctx.callEntity(target, "add", amount)]);
  });
});
