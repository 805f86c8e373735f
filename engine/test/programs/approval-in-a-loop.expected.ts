import { orchestration } from "@dacapo/engine";

export default orchestration("an approval for each", function* (ctx, input) {
  const orders = yield* ctx.forEach(input.orders, { node: "orders" }, function* (ctx, order) {
    const ok = yield* ctx.approval({ question: `Ship ${order}?` }, { node: "ok" });
    if (ok.approved) {
      return ctx.record("yes", order);
    }
    return ctx.record("no", null);
  });
  return ctx.record("done", orders);
});
