import { orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "an event", as it was drawn.
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
  id: number;
}

/** What comes with the event that reply waits for. */
interface ReplyEvent {
  yes: boolean;
}

/** What this workflow may ask for, by name. */
type Types = Record<never, never>;

export default orchestration("an event", function* (ctx: WorkflowContext<Types>, input: Input) {
  const reply = yield* ctx.waitForEvent<string, ReplyEvent>(`reply to ${input.id}`, {
    node: "reply",
    schema: { type: "object", required: ["yes"], properties: { yes: { type: "boolean" } } },
  });
  return ctx.record("done", reply.yes);
});
