import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "hello", as it was drawn.
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
  names: string[];
}

/** `shop.greet`: Something, what it gives. */
interface ShopGreetOutput {
  activity: string;
  heard: string;
}

/** `shop.part`: Something, what it gives. */
interface ShopPartOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.greet": { input: Record<string, Dynamic>; output: ShopGreetOutput };
    "shop.part": { input: Record<string, Dynamic>; output: ShopPartOutput };
  };
};

export default orchestration("hello", function* (ctx: WorkflowContext<Types>, input: Input) {
  const greet = yield* ctx.call("shop.greet", { name: input.names[0] }, { node: "greet" });
  yield* ctx.sleep(1000, { node: "pause" });
  const part = yield* ctx.call("shop.part", { after: greet, name: input.names.at(-1) }, { node: "part" });
  return ctx.record("said", [greet, part]);
});
