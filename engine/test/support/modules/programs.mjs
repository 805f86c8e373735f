// Definitions that the tests load into engine threads by name.
import { defineActivity, defineEntity, orchestration } from "@dacapo/engine";
import * as z from "zod";

export const echo = defineActivity({
  name: "echo",
  title: "Echo",
  description: "Gives back what it is given.",
  icon: "repeat",
  effects: "idempotent",
  input: z.object({ value: z.number() }),
  output: z.number(),
  run: ({ value }) => value,
});

/** Adds up what activities give, one after the other. */
export const sequence = orchestration("sequence", function* (ctx, { count }) {
  let sum = 0;
  for (let value = 1; value <= count; value++) sum += yield* ctx.call("echo", { value });
  return sum;
});

/** Never comes back from its first turn, or from its second. */
export const loop = orchestration("loop", function* (ctx, { turn }) {
  if (turn > 1) yield* ctx.call("echo", { value: 1 });
  for (;;);
});

/** Asks for more memory than a thread may have. */
export const hog = orchestration("hog", function* (ctx) {
  const kept = [];
  while (kept.length >= 0) kept.push(new Array(1_000_000).fill(kept.length));
  return yield* ctx.call("echo", { value: kept.length });
});

/** Fails in its first turn. */
export const hollow = orchestration("hollow", () => {
  throw new Error("nothing here");
});

export const waiter = orchestration("waiter", function* (ctx) {
  return yield* ctx.waitForEvent("go");
});

/** What lists find it by is what it was last told. */
export const labelled = orchestration("labelled", function* (ctx) {
  const { changes, again } = yield* ctx.waitForEvent("label");
  ctx.setSearchAttributes(changes);
  if (again) return ctx.continueAsNew({});
  yield* ctx.waitForEvent("go");
  return "done";
});

export const account = defineEntity({
  name: "account",
  initialState: () => ({ balance: 100 }),
  operations: {
    add(ctx, amount) {
      ctx.state = { balance: ctx.state.balance + amount };
      return ctx.state.balance;
    },
    balance: (ctx) => ctx.state.balance,
    loop() {
      for (;;);
    },
  },
});

export const transfer = orchestration("transfer", function* (ctx, { from, to, amount }) {
  const source = ctx.entity("account", from);
  const target = ctx.entity("account", to);
  return yield* ctx.locked([source, target], function* () {
    const balance = yield* ctx.callEntity(source, "balance");
    if (balance < amount) return false;
    yield* ctx.all([ctx.callEntity(source, "add", -amount), ctx.callEntity(target, "add", amount)]);
    return true;
  });
});

export const stuckEntity = orchestration("stuck-entity", function* (ctx) {
  try {
    return yield* ctx.callEntity(ctx.entity("account", "stuck"), "loop");
  } catch (error) {
    return error.code;
  }
});

export const sleeper = orchestration("sleeper", function* (ctx, { ms }) {
  yield* ctx.sleep(ms);
  return "awake";
});

export const echoEvent = orchestration("echo-event", function* (ctx) {
  return yield* ctx.waitForEvent("go");
});

/** Children in every partition, each of which waits for an event that this one sends it. */
export const family = orchestration("family", function* (ctx, { count }) {
  const children = [];
  for (let index = 0; index < count; index++) {
    children.push(ctx.callSub("waiter", {}, { instanceId: `${ctx.instanceId}-${index}` }));
  }
  for (let index = 0; index < count; index++) ctx.sendEvent(`${ctx.instanceId}-${index}`, "go", index);
  return yield* ctx.all(children);
});

/** Children that nobody ever tells to go. */
export const stayers = orchestration("family-of-stayers", function* (ctx) {
  const children = [];
  for (let index = 0; index < 12; index++) {
    children.push(ctx.callSub("waiter", {}, { instanceId: `${ctx.instanceId}-${index}` }));
  }
  return yield* ctx.all(children);
});
