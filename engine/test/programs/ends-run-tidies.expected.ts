import { orchestration } from "@dacapo/engine";

export default orchestration("the run ends, and tidies up", function* (ctx, input) {
  yield* ctx.all([
    ctx.fork(function* () {
      try {
        yield* ctx.call("shop.watch", {}, { node: "watch" });
      } finally {
        yield* ctx.shield(function* (ctx) {
          yield* ctx.call("shop.clean", {}, { node: "clean" });
        });
      }
    }),
    ctx.forEach(input.items, { node: "items" }, function* (ctx, item) {
      yield* ctx.call("shop.look", { item }, { node: "look" });
      if (ctx.decide("found", item === input.wanted)) {
        yield* ctx.end("stop", item);
      }
    }),
  ]);
  return ctx.record("done", null);
});
