import { orchestration } from "@dacapo/engine";

/** Calls an activity for each: one that fails for what is bad. */
const callEach = (ctx, kinds) =>
  kinds.map((kind) => (kind === "bad" ? ctx.call("breakdown", { why: kind }) : ctx.call("greet", { name: kind })));

/** Waits for an approval, no longer than so; by a race, and not by the wait's own time limit. */
export const approving = orchestration("approving", function* (ctx, limitMs) {
  const timer = ctx.sleep(limitMs);
  const approval = ctx.waitForEvent("approval");
  const first = yield* ctx.race([
    ctx.fork(function* () {
      return { approved: yield* approval };
    }),
    ctx.fork(function* () {
      yield* timer;
      return { approved: "nobody did" };
    }),
  ]);
  return { ...first, cancelled: [timer.cancel(), approval.cancel()] };
});
export const racing = orchestration("racing", function* (ctx, { limitMs, losers }) {
  const approval = ctx.waitForEvent("approval");
  const first = yield* ctx.race([approval, ctx.sleep(limitMs)], { losers });
  if (first !== undefined) return first;
  return losers === "goOn" ? `late: ${yield* approval}` : `next: ${yield* ctx.waitForEvent("approval")}`;
});
/** The loser does not end by itself. */
export const racingStuck = orchestration("racing-stuck", function* (ctx) {
  yield* ctx.race([ctx.call("endless", {}, { node: "loser" }), ctx.sleep(10)]);
  return "won";
});
export const racingSubs = orchestration("racing-subs", function* (ctx, loser) {
  return yield* ctx.race([ctx.callSub("waiting", "go", { instanceId: loser }), ctx.callSub("napping", 10)]);
});
export const firstGood = orchestration("first-good", function* (ctx, kinds) {
  try {
    return yield* ctx.any(callEach(ctx, kinds));
  } catch (error) {
    return { code: error.code, failures: error.errors.map(({ message }) => message) };
  }
});
export const settling = orchestration("settling", function* (ctx, kinds) {
  const outcomes = yield* ctx.allSettled(callEach(ctx, kinds));
  return outcomes.map((each) => (each.status === "fulfilled" ? each.value : `failed: ${each.reason.message}`));
});
/** Waits for everything at once, and fails of the first failure. */
export const allOrFail = orchestration("all-or-fail", function* (ctx, kinds) {
  try {
    return yield* ctx.all(callEach(ctx, kinds));
  } catch (error) {
    return `caught ${error.message}`;
  }
});
export const emptyGroups = orchestration("empty-groups", function* (ctx) {
  return [yield* ctx.all([]), yield* ctx.allSettled([]), yield* ctx.forEach([], {}, function* () {})];
});
export const cancelling = orchestration("cancelling", function* (ctx) {
  const timer = ctx.sleep(3_600_000);
  const done = ctx.sleep(0);
  yield* done;
  const answers = [timer.cancel(), timer.cancel(), done.cancel()];
  try {
    yield* timer;
  } catch (error) {
    return [...answers, error.code];
  }
  return "not cancelled";
});
export const longTimer = orchestration("long-timer", function* (ctx, epochMs) {
  yield* ctx.sleepUntil(epochMs);
  return ctx.now();
});
export const choosy = orchestration("choosy", function* (ctx, { maxAttempts, giveUpAt }) {
  const retry = {
    maxAttempts,
    firstDelayMs: 1,
    retryIf: (failure) => !failure.message.includes(`attempt ${giveUpAt} `),
  };
  return yield* ctx.call("unsteady", { worksAt: 100 }, { retry });
});
export const listedCodes = orchestration("listed-codes", function* (ctx, nonRetriable) {
  const retry = { maxAttempts: 3, firstDelayMs: 1, nonRetriable };
  return yield* ctx.call("breakdown", { why: "gear" }, { retry });
});
export const telling = orchestration("telling", function* (ctx, name) {
  for (let turn = 1; turn <= 3; turn++) {
    ctx.log("warn", `${name} in turn ${turn}`, { turn });
    yield* ctx.sleep(1);
  }
  return ctx.isReplaying;
});
export const origins = orchestration("origins", function* (ctx, depth) {
  const own = { parent: ctx.parent, version: ctx.version };
  return depth === 0 ? [own] : [own, ...(yield* ctx.callSub("origins", depth - 1))];
});
export const checked = orchestration("checked", function* (ctx) {
  try {
    return yield* ctx.waitForEvent("price", { schema: (payload) => typeof payload === "number" });
  } catch (error) {
    return error.code;
  }
});
