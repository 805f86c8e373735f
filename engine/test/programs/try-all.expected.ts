import { orchestration } from "@dacapo/engine";

export default orchestration("a try with everything", function* (ctx, input) {
  let order;
  try {
    order = yield* ctx.scope(function* (ctx) {
      const [pay, pick] = yield* ctx.all([
        ctx.call("shop.pay", {}, { node: "pay" }),
        ctx.call("shop.pick", {}, { node: "pick" }),
      ]);
      return ctx.record("paid", [pay, pick]);
    });
  } catch (thrown) {
    const error = ctx.caught("recover", thrown, { codes: ["Declined"] });
    const tell = yield* ctx.call("shop.tell", { why: error.message }, { node: "tell" });
    order = ctx.record("told", tell);
  } finally {
    yield* ctx.shield(function* (ctx) {
      yield* ctx.call("shop.clean", {}, { node: "clean" });
    });
  }
  return ctx.record("done", order);
});
