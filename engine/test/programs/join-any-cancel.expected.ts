import { orchestration } from "@dacapo/engine";

export default orchestration("the others are cancelled", function* (ctx, input) {
  let output;
  let a2, b;
  const a2Done = ctx.fork(function* () {
    yield* ctx.call("shop.a", {}, { node: "a" });
    a2 = yield* ctx.call("shop.a2", {}, { node: "a2" });
  });
  const bDone = ctx.fork(function* () {
    b = yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const cDone = ctx.fork(function* () {
    yield* ctx.reach(1, [a2Done, bDone], { cancel: [a2Done, bDone] });
    const c = yield* ctx.call("shop.c", {
      heard: [a2, b].filter((each) => each !== undefined).length,
    }, { node: "c" });
    output = ctx.record("done", c);
  });
  yield* ctx.all([a2Done, bDone, cDone]);
  return output;
});
