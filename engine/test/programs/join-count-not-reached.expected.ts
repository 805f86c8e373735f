import { orchestration } from "@dacapo/engine";

export default orchestration("two, or something else", function* (ctx, input) {
  let output;
  let x, else1, y, bothBegun, after;
  const xDone = ctx.fork(function* () {
    x = ctx.decide("x", input.x);
  });
  const else1Done = ctx.fork(function* () {
    yield* xDone;
    if (!x) {
      else1 = yield* ctx.call("shop.else1", {}, { node: "else1" });
    }
  });
  const yDone = ctx.fork(function* () {
    y = ctx.decide("y", input.y);
  });
  const bothDone = ctx.fork(function* () {
    bothBegun = yield* ctx.reach(2, [{ after: xDone, when: () => x }, { after: yDone, when: () => y }]);
    if (bothBegun) {
      const both = yield* ctx.call("shop.both", {}, { node: "both" });
      after = yield* ctx.call("shop.after", { of: both }, { node: "after" });
    }
  });
  const doneDone = ctx.fork(function* () {
    yield* ctx.all([else1Done, bothDone]);
    if (!x || bothBegun) {
      output = ctx.record("done", [after, else1]);
    }
  });
  yield* ctx.all([yDone, doneDone]);
  return output;
});
