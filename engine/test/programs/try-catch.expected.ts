import { orchestration } from "@dacapo/engine";

export default orchestration("a try", function* (ctx, input) {
  let order;
  try {
    const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
    const ship = yield* ctx.call("shop.ship", { paid: pay }, { node: "ship" });
    order = ctx.record("shipped", ship);
  } catch (thrown) {
    const error = ctx.caught("recover", thrown);
    const tell = yield* ctx.call("shop.tell", { node: error.node, why: error.message }, { node: "tell" });
    order = ctx.record("told", tell);
  }
  return ctx.record("done", order);
});
