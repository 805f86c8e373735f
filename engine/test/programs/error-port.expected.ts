import { orchestration } from "@dacapo/engine";

export default orchestration("a failure and a success", function* (ctx, input) {
  let pay, payError, tell, ship;
  try {
    pay = yield* ctx.call("shop.pay", { sum: input.sum }, { node: "pay" });
  } catch (thrown) {
    payError = ctx.failed("pay", thrown);
  }
  if (payError) {
    tell = yield* ctx.call("shop.tell", { why: payError.message }, { node: "tell" });
  } else {
    ship = yield* ctx.call("shop.ship", { p: pay }, { node: "ship" });
  }
  return ctx.record("done", ship ?? tell);
});
