import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "cases that share", as it was drawn.
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
  total: number;
}

/** `shop.stamp`: Something, what it gives. */
interface ShopStampOutput {
  activity: string;
  heard: string;
}

/** `shop.weigh`: Something, what it gives. */
interface ShopWeighOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.stamp": { input: Record<string, Dynamic>; output: ShopStampOutput };
    "shop.weigh": { input: Record<string, Dynamic>; output: ShopWeighOutput };
  };
};

export default orchestration("cases that share", function* (ctx: WorkflowContext<Types>, input: Input) {
  const size = ctx.choose("size", [
    { port: "c1", value: "large", when: () => input.total > 100 },
    { port: "c2", value: "small", when: () => input.total > 10 },
    { port: "c3", value: "tiny", when: () => input.total > 1 },
  ]);
  let stamp: ShopStampOutput | undefined;
  let weigh: ShopWeighOutput | undefined;
  if (size === "large" || size === "small" || size === "tiny") {
    if (size === "tiny") {
      stamp = yield* ctx.call("shop.stamp", {}, { node: "stamp" });
    } else {
      weigh = yield* ctx.call("shop.weigh", { of: size }, { node: "weigh" });
    }
  }
  return ctx.record("done", { size, weigh, stamp });
});
