import { orchestration } from "@dacapo/engine";

export default orchestration("what every round did is undone", function* (ctx, input) {
  const undo = [];
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
