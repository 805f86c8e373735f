import { orchestration } from "@dacapo/engine";

export default orchestration("the first that lives", function* (ctx, input) {
  let output;
  let good, c, d;
  const goodDone = ctx.fork(function* () {
    yield* ctx.call("shop.a", {}, { node: "a" });
    good = ctx.decide("good", input.good);
  });
  const bDone = ctx.fork(function* () {
    yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const cDone = ctx.fork(function* () {
    yield* ctx.reach(1, [bDone, { after: goodDone, when: () => good }]);
    c = yield* ctx.call("shop.c", {}, { node: "c" });
  });
  const dDone = ctx.fork(function* () {
    yield* goodDone;
    if (!good) {
      d = yield* ctx.call("shop.d", {}, { node: "d" });
    }
  });
  const doneDone = ctx.fork(function* () {
    yield* ctx.all([cDone, dDone]);
    output = ctx.record("done", [c, d]);
  });
  yield* ctx.all([bDone, doneDone]);
  return output;
});
