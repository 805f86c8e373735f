import { orchestration } from "@dacapo/engine";

export default orchestration("a try that catches some", function* (ctx, input) {
  let order;
  try {
    const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
    order = ctx.record("paid", pay);
  } catch (thrown) {
    const error = ctx.caught("recover", thrown, {
      codes: ["Declined", "Expired"],
      when: (error) => error.message !== 'for ever',
    });
    yield* ctx.call("shop.tell", { why: error.code }, { node: "tell" });
  }
  return ctx.record("done", order);
});
