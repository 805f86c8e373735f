import { orchestration } from "@dacapo/engine";

export default orchestration("a try that returns before its end", function* (ctx, input) {
  let order, hard;
  try {
    try {
      let output;
      const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
      output = ctx.record("paid", pay);
      yield* ctx.call("shop.file", {}, { node: "file" });
      order = output;
    } catch (thrown) {
      const error = ctx.caught("recover", thrown);
      yield* ctx.call("shop.tell", { why: error.code }, { node: "tell" });
    } finally {
      yield* ctx.shield(function* (ctx) {
        yield* ctx.call("shop.clean", {}, { node: "clean" });
      });
    }
  } catch (thrown) {
    const orderError = ctx.failed("order", thrown);
    order = undefined;
    hard = yield* ctx.call("shop.hard", { why: orderError.code }, { node: "hard" });
  }
  return ctx.record("done", { order, hard });
});
