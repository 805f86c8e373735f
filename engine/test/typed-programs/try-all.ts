import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "a try with everything", as it was drawn.
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

/** `shop.clean`: Something, what it gives. */
interface ShopCleanOutput {
  activity: string;
  heard: string;
}

/** `shop.pay`: Something, what it gives. */
interface ShopPayOutput {
  activity: string;
  heard: string;
}

/** `shop.pick`: Something, what it gives. */
interface ShopPickOutput {
  activity: string;
  heard: string;
}

/** `shop.tell`: Something, what it gives. */
interface ShopTellOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.clean": { input: Record<string, Dynamic>; output: ShopCleanOutput };
    "shop.pay": { input: Record<string, Dynamic>; output: ShopPayOutput };
    "shop.pick": { input: Record<string, Dynamic>; output: ShopPickOutput };
    "shop.tell": { input: Record<string, Dynamic>; output: ShopTellOutput };
  };
};

export default orchestration("a try with everything", function* (ctx: WorkflowContext<Types>, input: Input) {
  let order: (ShopPayOutput | ShopPickOutput)[] | ShopTellOutput | undefined;
  try {
    order = yield* ctx.scope(function* (ctx) {
      const [pay, pick] = yield* ctx.all([
        ctx.call("shop.pay", {}, { node: "pay" }),
        ctx.call("shop.pick", {}, { node: "pick" }),
      ]);
      return ctx.record("paid", [pay, pick]);
    });
  } catch (thrown) {
    const error = ctx.caught("recover", thrown, { codes: ["Declined"] });
    const tell = yield* ctx.call("shop.tell", { why: error.message }, { node: "tell" });
    order = ctx.record("told", tell);
  } finally {
    yield* ctx.shield(function* (ctx) {
      yield* ctx.call("shop.clean", {}, { node: "clean" });
    });
  }
  return ctx.record("done", order!);
});
