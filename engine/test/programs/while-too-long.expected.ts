import { orchestration } from "@dacapo/engine";

export default orchestration("rounds without end", function* (ctx, input) {
  try {
    let turns = 0;
    const spinRounds = ctx.rounds("spin", { maxRounds: 3 });
    while (spinRounds.again(turns >= 0)) {
      const ctx = spinRounds.next();
      yield* ctx.call("shop.turn", {}, { node: "turn" });
      turns = turns + 1;
    }
    spinRounds.end({ turns });
  } catch (thrown) {
    const spinError = ctx.failed("spin", thrown);
    const excuse = yield* ctx.call("shop.excuse", { why: spinError.code }, { node: "excuse" });
    return ctx.record("done", excuse);
  }
});
