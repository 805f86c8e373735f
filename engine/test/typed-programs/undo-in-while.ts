import { type Dynamic, orchestration, type Undo, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "what every round did is undone", as it was drawn.
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

/** `shop.book`: Something, what it gives. */
interface ShopBookOutput {
  activity: string;
  heard: string;
}

/** `shop.cancel`: Something, what it gives. */
interface ShopCancelOutput {
  activity: string;
  heard: string;
}

/** `shop.confirm`: Something, what it gives. */
interface ShopConfirmOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.book": { input: Record<string, Dynamic>; output: ShopBookOutput };
    "shop.cancel": { input: Record<string, Dynamic>; output: ShopCancelOutput };
    "shop.confirm": { input: Record<string, Dynamic>; output: ShopConfirmOutput };
  };
};

export default orchestration("what every round did is undone", function* (ctx: WorkflowContext<Types>, input: Input) {
  const undo: Undo[] = [];
  try {
    let number = 1;
    const roundsRounds = ctx.rounds("rounds");
    while (roundsRounds.again(number < 3)) {
      const ctx = roundsRounds.next();
      const book = yield* ctx.call("shop.book", { number }, { node: "book" });
      undo.push(((number) => function* () {
        yield* ctx.call("shop.cancel", { booking: book.heard, number }, { node: "cancel" });
      })(number));
      number = number + 1;
    }
    const rounds = roundsRounds.end({ number });
    yield* ctx.call("shop.confirm", {}, { node: "confirm" });
    return ctx.record("done", rounds);
  } catch (thrown) {
    throw yield* ctx.undone(undo, thrown);
  }
});
