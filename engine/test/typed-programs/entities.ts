import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "entities", as it was drawn.
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
  name: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  entities: {
    Counter: {
      add: { input: Dynamic; output: Dynamic };
      get: { input: Dynamic; output: Dynamic };
    };
    Mailbox: {
      clear: { input: Dynamic; output: Dynamic };
      post: { input: Dynamic; output: Dynamic };
    };
  };
};

export default orchestration("entities", function* (ctx: WorkflowContext<Types>, input: Input) {
  const add = yield* ctx.callEntity(ctx.entity("Counter", input.name), "add", 1, { node: "add" });
  ctx.signalEntity(ctx.entity("Mailbox", "all"), "post", { count: add }, { node: "tell" });
  ctx.signalEntity(ctx.entity("Mailbox", "all"), "clear", undefined, { node: "remind", at: "2030-01-31T09:00:00Z" });
  const get = yield* ctx.callEntity(ctx.entity("Counter", input.name), "get", undefined, { node: "get" });
  return ctx.record("done", [add, get]);
});
