import { orchestration } from "@dacapo/engine";

export default orchestration("not nested, with ifs", function* (ctx, input) {
  let a, x, y, c, d, e;
  const xDone = ctx.fork(function* () {
    a = yield* ctx.call("shop.a", {}, { node: "a" });
    x = ctx.decide("x", input.x);
  });
  const yDone = ctx.fork(function* () {
    const b = yield* ctx.call("shop.b", {}, { node: "b" });
    y = ctx.decide("y", b.heard === "{}" && input.y);
  });
  const cDone = ctx.fork(function* () {
    yield* xDone;
    if (x) {
      c = yield* ctx.call("shop.c", { a }, { node: "c" });
    }
  });
  const dDone = ctx.fork(function* () {
    yield* ctx.all([xDone, yDone]);
    if (x || y) {
      d = yield* ctx.call("shop.d", {}, { node: "d" });
    }
  });
  const eDone = ctx.fork(function* () {
    yield* ctx.all([yDone, cDone]);
    if (x || !y) {
      e = yield* ctx.call("shop.e", { c }, { node: "e" });
    }
  });
  yield* ctx.all([dDone, eDone]);
  return ctx.record("done", [c, d, e]);
});
