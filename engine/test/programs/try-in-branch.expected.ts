import { orchestration } from "@dacapo/engine";

export default orchestration("a try whose value nobody reads", function* (ctx, input) {
  if (ctx.decide("careful", input.careful)) {
    try {
      yield* ctx.call("shop.work", {}, { node: "work" });
    } catch (thrown) {
      ctx.caught("ignore", thrown);
    }
  }
  const next = yield* ctx.call("shop.next", {}, { node: "next" });
  return ctx.record("done", next);
});
