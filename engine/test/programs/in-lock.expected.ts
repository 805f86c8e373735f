import { orchestration } from "@dacapo/engine";

export default orchestration("everything in a lock", function* (ctx, input) {
  const outer = yield* ctx.locked([ctx.entity("Counter", "outer")], function* (ctx) {
    const forEachIn = yield* ctx.forEach([1, 2], { node: "forEachIn" }, function* (ctx, forEachInItem) {
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
    return ctx.record("outerResult", [forEachIn, whileIn, tryIn, timeoutIn, raceIn]);
  }, { node: "outer" });
  return ctx.record("done", outer);
});
