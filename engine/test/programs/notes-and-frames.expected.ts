import { orchestration } from "@dacapo/engine";

export default orchestration("notes and frames", function* (ctx, input) {
  const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
  return ctx.record("done", pay);
});
