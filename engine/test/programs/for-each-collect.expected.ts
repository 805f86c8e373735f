import { orchestration } from "@dacapo/engine";

export default orchestration("failures are results", function* (ctx, input) {
  const images = yield* ctx.forEach(input.images, {
    node: "images",
    maxConcurrency: 2,
    onFailure: "collect",
    toleratedFailures: input.tolerated,
    toleratedPercent: 50,
  }, function* (ctx, image, number) {
    const resize = yield* ctx.call("shop.resize", { image }, { node: "resize" });
    const store = yield* ctx.call("shop.store", { image: resize, number }, { node: "store" });
    return ctx.record("stored", store.heard);
  });
  return ctx.record("done", images.map((each) => each.ok ? 'ok' : each.error.code));
});
