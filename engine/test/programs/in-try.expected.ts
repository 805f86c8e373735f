import { orchestration } from "@dacapo/engine";

export default orchestration("everything in a try", function* (ctx, input) {
  let outer;
  try {
    const forEachIn = yield* ctx.forEach([1, 2], { node: "forEachIn", rest: "cancel" }, function* (ctx, forEachInItem) {
      const forEachInWork = yield* ctx.call("shop.forEachInWork", {}, { node: "forEachInWork" });
      return ctx.record("forEachInResult", forEachInWork);
    });
    let whileInCount = 0;
    const whileInRounds = ctx.rounds("whileIn");
    while (whileInRounds.again(whileInCount < 2)) {
      const ctx = whileInRounds.next();
      yield* ctx.call("shop.whileInWork", {}, { node: "whileInWork" });
      whileInCount = whileInCount + 1;
    }
    const whileIn = whileInRounds.end({ whileInCount });
    let tryIn;
    try {
      const tryInWork = yield* ctx.call("shop.tryInWork", {}, { node: "tryInWork" });
      tryIn = ctx.record("tryInResult", tryInWork);
    } catch (thrown) {
      const tryInFailure = ctx.caught("tryInCatch", thrown);
      yield* ctx.call("shop.tryInTell", { why: tryInFailure.message }, { node: "tryInTell" });
    } finally {
      yield* ctx.shield(function* (ctx) {
        yield* ctx.call("shop.tryInClean", {}, { node: "tryInClean" });
      });
    }
    const lockIn = yield* ctx.locked([ctx.entity("Counter", "lockIn")], function* (ctx) {
      const lockInWork = yield* ctx.call("shop.lockInWork", {}, { node: "lockInWork" });
      return ctx.record("lockInResult", lockInWork);
    }, { node: "lockIn", rest: "cancel" });
    const timeoutIn = yield* ctx.timeout(40, { node: "timeoutIn" }, function* (ctx) {
      const timeoutInWork = yield* ctx.call("shop.timeoutInWork", {}, { node: "timeoutInWork" });
      return ctx.record("timeoutInResult", timeoutInWork);
    });
    const raceIn = yield* ctx.firstOf({ node: "raceIn" }, {
      raceInRival: function* (ctx) {
        yield* ctx.call("shop.raceInRival", {}, { node: "raceInRival" });
      },
      raceInWork: function* (ctx) {
        const raceInWork = yield* ctx.call("shop.raceInWork", {}, { node: "raceInWork" });
        return ctx.record("raceInResult", raceInWork);
      },
    });
    outer = ctx.record("outerResult", [forEachIn, whileIn, tryIn, lockIn, timeoutIn, raceIn]);
  } catch (thrown) {
    const outerFailure = ctx.caught("outerCatch", thrown);
    yield* ctx.call("shop.outerTell", { why: outerFailure.message }, { node: "outerTell" });
  } finally {
    yield* ctx.shield(function* (ctx) {
      yield* ctx.call("shop.outerClean", {}, { node: "outerClean" });
    });
  }
  return ctx.record("done", outer);
});
