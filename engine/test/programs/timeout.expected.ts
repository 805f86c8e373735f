import { orchestration } from "@dacapo/engine";

export default orchestration("a limit", function* (ctx, input) {
  let limit, tell;
  try {
    limit = yield* ctx.timeout(input.limitMs, { node: "limit" }, function* (ctx) {
      const [slow, slower] = yield* ctx.all([
        ctx.call("shop.slow", {}, { node: "slow" }),
        ctx.call("shop.slower", {}, { node: "slower" }),
      ]);
      return ctx.record("both", [slow, slower]);
    });
  } catch (thrown) {
    const limitError = ctx.failed("limit", thrown);
    tell = yield* ctx.call("shop.tell", { why: limitError.code }, { node: "tell" });
  }
  return ctx.record("done", limit ?? tell);
});
