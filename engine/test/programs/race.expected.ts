import { orchestration } from "@dacapo/engine";

export default orchestration("who is first", function* (ctx, input) {
  const paid = yield* ctx.firstOf({ node: "paid" }, {
    card: function* (ctx) {
      const card = yield* ctx.call("shop.card", {}, { node: "card" });
      return ctx.record("byCard", card);
    },
    cash: function* (ctx) {
      const cash = yield* ctx.call("shop.cash", {}, { node: "cash" });
      yield* ctx.sleep(5, { node: "count" });
      return ctx.record("byCash", cash);
    },
  });
  return ctx.record("done", paid.winner);
});
