import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "the others are cancelled", as it was drawn.
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

/** `shop.a`: Something, what it gives. */
interface ShopAOutput {
  activity: string;
  heard: string;
}

/** `shop.a2`: Something, what it gives. */
interface ShopA2Output {
  activity: string;
  heard: string;
}

/** `shop.b`: Something, what it gives. */
interface ShopBOutput {
  activity: string;
  heard: string;
}

/** `shop.c`: Something, what it gives. */
interface ShopCOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.a": { input: Record<string, Dynamic>; output: ShopAOutput };
    "shop.a2": { input: Record<string, Dynamic>; output: ShopA2Output };
    "shop.b": { input: Record<string, Dynamic>; output: ShopBOutput };
    "shop.c": { input: Record<string, Dynamic>; output: ShopCOutput };
  };
};

export default orchestration("the others are cancelled", function* (ctx: WorkflowContext<Types>, input: Input) {
  let output!: ShopCOutput;
  let a2: ShopA2Output | undefined;
  let b: ShopBOutput | undefined;
  const a2Done = ctx.fork(function* () {
    yield* ctx.call("shop.a", {}, { node: "a" });
    a2 = yield* ctx.call("shop.a2", {}, { node: "a2" });
  });
  const bDone = ctx.fork(function* () {
    b = yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const cDone = ctx.fork(function* () {
    yield* ctx.reach(1, [a2Done, bDone], { cancel: [a2Done, bDone] });
    const c = yield* ctx.call("shop.c", {
      heard: [a2, b].filter((each) => each !== undefined).length,
    }, { node: "c" });
    output = ctx.record("done", c);
  });
  yield* ctx.all([a2Done, bDone, cDone]);
  return output;
});
