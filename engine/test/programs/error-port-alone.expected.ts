import { orchestration } from "@dacapo/engine";

export default orchestration("a failure is dealt with", function* (ctx, input) {
  let pay, tell;
  try {
    pay = yield* ctx.call("shop.pay", { sum: input.sum }, { node: "pay" });
  } catch (thrown) {
    const payError = ctx.failed("pay", thrown);
    tell = yield* ctx.call("shop.tell", { why: payError.message }, { node: "tell" });
  }
  return ctx.record("done", pay ?? tell);
});
