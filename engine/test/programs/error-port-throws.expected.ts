import { orchestration } from "@dacapo/engine";

export default orchestration("a failure becomes another", function* (ctx, input) {
  let pay;
  try {
    pay = yield* ctx.call("shop.pay", { sum: input.sum }, { node: "pay" });
  } catch (thrown) {
    const payError = ctx.failed("pay", thrown);
    throw ctx.failure("stop", {
      code: "NoMoney",
      message: `it failed: ${payError.message}`,
      details: { sum: input.sum },
    });
  }
  yield* ctx.call("shop.ship", {}, { node: "ship" });
  return ctx.record("done", pay);
});
