import { orchestration } from "@dacapo/engine";

export default orchestration("a failure is passed over", function* (ctx, input) {
  let warm, warmError;
  try {
    warm = yield* ctx.call("shop.warm", {}, { node: "warm" });
  } catch (thrown) {
    warmError = ctx.failed("warm", thrown);
  }
  const work = yield* ctx.call("shop.work", {}, { node: "work" });
  return ctx.record("done", { warm, work, failed: warmError?.code });
});
