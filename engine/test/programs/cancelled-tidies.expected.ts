import { orchestration } from "@dacapo/engine";

export default orchestration("a limit that tidies up", function* (ctx, input) {
  let limitError;
  try {
    yield* ctx.timeout(10, { node: "limit" }, function* (ctx) {
      try {
        yield* ctx.scope(function* (ctx) {
          yield* ctx.all([
            ctx.call("shop.beside", {}, { node: "beside" }),
            ctx.call("shop.work", {}, { node: "work" }),
          ]);
        });
      } catch (thrown) {
        ctx.caught("never", thrown);
        yield* ctx.call("shop.tell", {}, { node: "tell" });
      } finally {
        yield* ctx.shield(function* (ctx) {
          yield* ctx.call("shop.clean", {}, { node: "clean" });
          yield* ctx.sleep(3, { node: "pause" });
        });
      }
    });
  } catch (thrown) {
    limitError = ctx.failed("limit", thrown);
  }
  return ctx.record("done", limitError?.code ?? 'in time');
});
