import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "failures are results", as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and `Dynamic` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */

/** What a run is started with. */
interface Input {
  images: string[];
  tolerated: number;
}

/** `shop.resize`: Something, what it gives. */
interface ShopResizeOutput {
  activity: string;
  heard: string;
}

/** `shop.store`: Something, what it gives. */
interface ShopStoreOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.resize": { input: Record<string, Dynamic>; output: ShopResizeOutput };
    "shop.store": { input: Record<string, Dynamic>; output: ShopStoreOutput };
  };
};

export default orchestration("failures are results", function* (ctx: WorkflowContext<Types>, input: Input) {
  const images = yield* ctx.forEach(input.images, {
    node: "images",
    maxConcurrency: 2,
    onFailure: "collect",
    toleratedFailures: input.tolerated,
    toleratedPercent: 50,
  }, function* (ctx, image, number) {
    const resize = yield* ctx.call("shop.resize", { image }, { node: "resize" });
    const store = yield* ctx.call("shop.store", { image: resize, number }, { node: "store" });
    return ctx.record("stored", store.heard);
  });
  return ctx.record("done", images.map((each) => each.ok ? 'ok' : each.error.code));
});
