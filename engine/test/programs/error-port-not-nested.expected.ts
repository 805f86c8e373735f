import { orchestration } from "@dacapo/engine";

export default orchestration("a failure that is not nested", function* (ctx, input) {
  let aError;
  yield* ctx.all([
    ctx.fork(function* () {
      try {
        yield* ctx.call("shop.a", {}, { node: "a" });
      } catch (thrown) {
        aError = ctx.failed("a", thrown);
      }
    }),
    ctx.call("shop.b", {}, { node: "b" }),
  ]);
  const [c, d] = yield* ctx.all([
    ctx.call("shop.c", {}, { node: "c" }),
    ctx.call("shop.d", {}, { node: "d" }),
  ]);
  return ctx.record("done", [c, d, aError?.message ?? 'well']);
});
