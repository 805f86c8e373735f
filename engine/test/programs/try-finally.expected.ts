import { orchestration } from "@dacapo/engine";

export default orchestration("a try that tidies up", function* (ctx, input) {
  let order;
  try {
    const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
    order = ctx.record("paid", pay);
  } finally {
    yield* ctx.shield(function* (ctx) {
      yield* ctx.all([
        ctx.call("shop.clean", {}, { node: "clean" }),
        ctx.call("shop.close", {}, { node: "close" }),
      ]);
    });
  }
  return ctx.record("done", order);
});
