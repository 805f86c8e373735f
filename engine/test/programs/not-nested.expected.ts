import { orchestration } from "@dacapo/engine";

export default orchestration("not nested", function* (ctx, input) {
  yield* ctx.call("shop.prepare", {}, { node: "prepare" });
  let a, b, c, d;
  const aDone = ctx.fork(function* () {
    a = yield* ctx.call("shop.a", {}, { node: "a" });
  });
  const bDone = ctx.fork(function* () {
    b = yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const cDone = ctx.fork(function* () {
    yield* aDone;
    c = yield* ctx.call("shop.c", { a }, { node: "c" });
  });
  const dDone = ctx.fork(function* () {
    yield* ctx.all([aDone, bDone]);
    d = yield* ctx.call("shop.d", { a, b }, { node: "d" });
  });
  yield* ctx.all([cDone, dDone]);
  const last = yield* ctx.call("shop.last", { c, d }, { node: "last" });
  return ctx.record("done", last);
});
