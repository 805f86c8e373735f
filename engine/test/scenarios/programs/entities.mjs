import { defineEntity, orchestration } from "@dacapo/engine";

export const tally = defineEntity({
  name: "Tally",
  initialState: () => ({ sum: 0, log: [] }),
  operations: {
    add(ctx, amount) {
      ctx.state.sum += amount;
      ctx.state.log.push(amount);
      return ctx.state.sum;
    },
    get: (ctx) => ctx.state.sum,
    log: (ctx) => ctx.state.log,
    set(ctx, value) {
      ctx.state = value;
    },
    forget: (ctx) => ctx.deleteState(),
    /** Changes, signals, starts something, and throws all the same. */
    fail(ctx, { why, other, start }) {
      ctx.state.sum = -1;
      ctx.signal(other, "add", 1);
      ctx.startOrchestration("inline", "nobody", { instanceId: start });
      throw Object.assign(new Error(why), { code: "TallyError" });
    },
    pass(ctx, { to, amount }) {
      ctx.state.sum -= amount;
      ctx.signal(to, "add", amount);
    },
    throwNothing() {
      throw undefined;
    },
  },
});
/** Its state is whatever it is told, so that it may be a value that is false. */
export const cell = defineEntity({
  name: "cell",
  initialState: () => "initial",
  operations: {
    put(ctx, value) {
      ctx.state = value;
    },
    take: (ctx) => ctx.state,
  },
});

export const calling = orchestration("calling", function* (ctx, { entity, operation, input }) {
  try {
    return { result: yield* ctx.callEntity(entity, operation, input) };
  } catch (error) {
    return { code: error.code, message: error.message };
  }
});
/** Calls in their order, without waiting between them. */
export const callingAll = orchestration("calling-all", function* (ctx, { entity, amounts }) {
  return yield* ctx.all(amounts.map((amount) => ctx.callEntity(entity, "add", amount)));
});
export const signaling = orchestration("signaling", function* (ctx, { entity, amounts }) {
  for (const amount of amounts) ctx.signalEntity(entity, "add", amount);
  return yield* ctx.callEntity(entity, "get");
});
/** Reads, waits and writes what it has read and one more: right only when nobody comes between. */
export const raceToAdd = orchestration("race-to-add", function* (ctx, { entity, ms }) {
  return yield* ctx.locked([entity], function* (ctx) {
    const { length } = yield* ctx.callEntity(entity, "log");
    yield* ctx.sleep(ms);
    yield* ctx.callEntity(entity, "add", length);
    return length;
  });
});
export const lockOrder = orchestration("lock-order", function* (ctx, keys) {
  const before = ctx.isLocked();
  const held = yield* ctx.lock(...keys.map((key) => ctx.entity("tally", key)));
  const inside = ctx.isLocked();
  held.release();
  held.release();
  return [before, inside, ctx.isLocked()];
});
/** Breaks one rule of critical sections, and says which error that gave; then goes on outside of it. */
export const rule = orchestration("rule", function* (ctx, { which, key }) {
  const locked = ctx.entity("tally", key);
  const other = ctx.entity("tally", `${key}-other`);
  const breaches = {
    empty: function* () {
      yield* ctx.lock();
    },
    nested: function* () {
      yield* ctx.locked([locked], function* (ctx) {
        yield* ctx.lock(other);
      });
    },
    sub: function* () {
      yield* ctx.locked([locked], function* (ctx) {
        yield* ctx.callSub("inline", "x");
      });
    },
    unlocked: function* () {
      yield* ctx.locked([locked], function* (ctx) {
        yield* ctx.callEntity(other, "get");
      });
    },
    twice: function* () {
      yield* ctx.locked([locked], function* (ctx) {
        yield* ctx.all([ctx.callEntity(locked, "get"), ctx.callEntity(locked, "get")]);
      });
    },
    early: function* () {
      const lock = ctx.lock(locked);
      try {
        yield* ctx.callEntity(locked, "get");
      } finally {
        (yield* lock).release();
      }
    },
    signal: function* () {
      yield* ctx.locked([locked], function* (ctx) {
        ctx.signalEntity(locked, "add", 1);
      });
    },
  };
  try {
    yield* breaches[which]();
  } catch (error) {
    return { code: error.code, message: error.message, free: (yield* ctx.callEntity(locked, "get")) === 0 };
  }
  return "allowed";
});
export const sectionMay = orchestration("section-may", function* (ctx, key) {
  const locked = ctx.entity("tally", key);
  return yield* ctx.locked([locked], function* (ctx) {
    const greeting = yield* ctx.call("greet", { name: "section" });
    yield* ctx.sleep(1);
    ctx.signalEntity(ctx.entity("tally", `${key}-other`), "add", 4);
    return [greeting, yield* ctx.callEntity(locked, "add", 1)];
  });
});
/** Ends with a lock that it has not given back. */
export const careless = orchestration("careless", function* (ctx, { key, how }) {
  if (how === "is another execution") return yield* ctx.waitForEvent("go");
  yield* ctx.lock(ctx.entity("tally", key));
  if (how === "completes") return "done";
  if (how === "fails") throw new Error("with a lock");
  if (how === "continues") {
    ctx.continueAsNew({ key, how: "is another execution" });
    return "passed over";
  }
  return yield* ctx.waitForEvent("go");
});
