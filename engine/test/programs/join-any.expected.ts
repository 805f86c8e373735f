import { orchestration } from "@dacapo/engine";

export default orchestration("the first is enough", function* (ctx, input) {
  let output;
  const aDone = ctx.fork(function* () {
    yield* ctx.call("shop.a", {}, { node: "a" });
  });
  const bDone = ctx.fork(function* () {
    yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const cDone = ctx.fork(function* () {
    yield* ctx.reach(1, [aDone, bDone]);
    const c = yield* ctx.call("shop.c", {}, { node: "c" });
    output = ctx.record("done", c);
  });
  yield* ctx.all([aDone, bDone, cDone]);
  return output;
});
