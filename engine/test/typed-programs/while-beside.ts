import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "a loop beside other work", as it was drawn.
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

/** `shop.answer`: Something, what it gives. */
interface ShopAnswerOutput {
  activity: string;
  heard: string;
}

/** `shop.ask`: Something, what it gives. */
interface ShopAskOutput {
  activity: string;
  heard: string;
}

/** `shop.other`: Something, what it gives. */
interface ShopOtherOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.answer": { input: Record<string, Dynamic>; output: ShopAnswerOutput };
    "shop.ask": { input: Record<string, Dynamic>; output: ShopAskOutput };
    "shop.other": { input: Record<string, Dynamic>; output: ShopOtherOutput };
  };
};

export default orchestration("a loop beside other work", function* (ctx: WorkflowContext<Types>, input: Input) {
  const [other, poll] = yield* ctx.all([
    ctx.call("shop.other", {}, { node: "other" }),
    ctx.fork(function* () {
      let count = 0;
      const pollRounds = ctx.rounds("poll");
      while (pollRounds.again(count < 2)) {
        const ctx = pollRounds.next();
        const [answer, ask] = yield* ctx.all([
          ctx.call("shop.answer", {}, { node: "answer" }),
          ctx.call("shop.ask", {}, { node: "ask" }),
        ]);
        ctx.record("log", { both: [ask, answer] });
        count = count + 1;
      }
      const poll = pollRounds.end({ count });
      return poll;
    }),
  ]);
  return ctx.record("done", [poll.count, other]);
});
