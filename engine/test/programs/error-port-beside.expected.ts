import { orchestration } from "@dacapo/engine";

export default orchestration("a failure beside other work", function* (ctx, input) {
  let a, fallback;
  const [, b] = yield* ctx.all([
    ctx.fork(function* () {
      try {
        a = yield* ctx.call("shop.a", {}, { node: "a" });
      } catch (thrown) {
        ctx.failed("a", thrown);
        fallback = yield* ctx.call("shop.fallback", {}, { node: "fallback" });
      }
    }),
    ctx.call("shop.b", {}, { node: "b" }),
  ]);
  return ctx.record("done", { a, fallback, b });
});
