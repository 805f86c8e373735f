import { orchestration } from "@dacapo/engine";

export default orchestration("a loop that fails", function* (ctx, input) {
  let images, excuse;
  try {
    images = yield* ctx.forEach(input.images, { node: "images", rest: "cancel" }, function* (ctx, image) {
      const [resize, store] = yield* ctx.all([
        ctx.call("shop.resize", { image }, { node: "resize" }),
        ctx.call("shop.store", {}, { node: "store" }),
      ]);
      return ctx.record("stored", [resize, store]);
    });
  } catch (thrown) {
    const imagesError = ctx.failed("images", thrown);
    excuse = yield* ctx.call("shop.excuse", { why: imagesError.message }, { node: "excuse" });
  }
  return ctx.record("done", images ?? excuse);
});
