import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "everything in a race", as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and `Dynamic` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */

/** What a run is started with. */
type Input = Dynamic;

/** `shop.forEachInWork`: Something, what it gives. */
interface ShopForEachInWorkOutput {
  activity: string;
  heard: string;
}

/** `shop.lockInWork`: Something, what it gives. */
interface ShopLockInWorkOutput {
  activity: string;
  heard: string;
}

/** `shop.outerRival`: Something, what it gives. */
interface ShopOuterRivalOutput {
  activity: string;
  heard: string;
}

/** `shop.raceInRival`: Something, what it gives. */
interface ShopRaceInRivalOutput {
  activity: string;
  heard: string;
}

/** `shop.raceInWork`: Something, what it gives. */
interface ShopRaceInWorkOutput {
  activity: string;
  heard: string;
}

/** `shop.timeoutInWork`: Something, what it gives. */
interface ShopTimeoutInWorkOutput {
  activity: string;
  heard: string;
}

/** `shop.tryInClean`: Something, what it gives. */
interface ShopTryInCleanOutput {
  activity: string;
  heard: string;
}

/** `shop.tryInTell`: Something, what it gives. */
interface ShopTryInTellOutput {
  activity: string;
  heard: string;
}

/** `shop.tryInWork`: Something, what it gives. */
interface ShopTryInWorkOutput {
  activity: string;
  heard: string;
}

/** `shop.whileInWork`: Something, what it gives. */
interface ShopWhileInWorkOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.forEachInWork": { input: Record<string, Dynamic>; output: ShopForEachInWorkOutput };
    "shop.lockInWork": { input: Record<string, Dynamic>; output: ShopLockInWorkOutput };
    "shop.outerRival": { input: Record<string, Dynamic>; output: ShopOuterRivalOutput };
    "shop.raceInRival": { input: Record<string, Dynamic>; output: ShopRaceInRivalOutput };
    "shop.raceInWork": { input: Record<string, Dynamic>; output: ShopRaceInWorkOutput };
    "shop.timeoutInWork": { input: Record<string, Dynamic>; output: ShopTimeoutInWorkOutput };
    "shop.tryInClean": { input: Record<string, Dynamic>; output: ShopTryInCleanOutput };
    "shop.tryInTell": { input: Record<string, Dynamic>; output: ShopTryInTellOutput };
    "shop.tryInWork": { input: Record<string, Dynamic>; output: ShopTryInWorkOutput };
    "shop.whileInWork": { input: Record<string, Dynamic>; output: ShopWhileInWorkOutput };
  };
  entities: {
    Counter: Record<never, never>;
  };
};

export default orchestration("everything in a race", function* (ctx: WorkflowContext<Types>, input: Input) {
  const outer = yield* ctx.firstOf({ node: "outer" }, {
    forEachIn: function* (ctx) {
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
      let tryIn: ShopTryInWorkOutput | undefined;
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
      }, { node: "lockIn" });
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
      return ctx.record("outerResult", [forEachIn, whileIn, tryIn, lockIn, timeoutIn, raceIn]);
    },
    outerRival: function* (ctx) {
      yield* ctx.call("shop.outerRival", {}, { node: "outerRival" });
    },
  });
  return ctx.record("done", outer);
});
