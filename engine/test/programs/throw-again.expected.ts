import { orchestration } from "@dacapo/engine";

export default orchestration("a failure is thrown on", function* (ctx, input) {
  let pay;
  try {
    pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
  } catch (thrown) {
    const payError = ctx.failed("pay", thrown);
    yield* ctx.call("shop.log", { why: payError }, { node: "log" });
    throw ctx.failure("again", payError);
  }
  return ctx.record("done", pay);
});
