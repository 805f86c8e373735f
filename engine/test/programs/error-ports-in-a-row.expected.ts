import { orchestration } from "@dacapo/engine";

export default orchestration("a second service when the first fails", function* (ctx, input) {
  let first, second, third;
  try {
    first = yield* ctx.call("shop.first", {}, { node: "first" });
  } catch (thrown) {
    ctx.failed("first", thrown);
    try {
      second = yield* ctx.call("shop.second", {}, { node: "second" });
    } catch (thrown) {
      ctx.failed("second", thrown);
      third = yield* ctx.call("shop.third", {}, { node: "third" });
    }
  }
  return ctx.record("done", first ?? second ?? third);
});
