import { orchestration } from "@dacapo/engine";

export default orchestration("a return that ends the run", function* (ctx, input) {
  let output;
  yield* ctx.all([
    ctx.fork(function* () {
      const a = yield* ctx.call("shop.a", {}, { node: "a" });
      yield* ctx.end("stop", a);
    }),
    ctx.fork(function* () {
      const b = yield* ctx.call("shop.b", {}, { node: "b" });
      output = ctx.record("done", b);
    }),
  ]);
  return output;
});
