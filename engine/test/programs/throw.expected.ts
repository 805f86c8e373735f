import { orchestration } from "@dacapo/engine";

export default orchestration("a throw in a branch", function* (ctx, input) {
  if (ctx.decide("valid", input.total > 0)) {
    const work = yield* ctx.call("shop.work", {}, { node: "work" });
    return ctx.record("done", work);
  }
  throw ctx.failure("refuse", { code: "Invalid", message: "The total is not positive.", nonRetriable: true });
});
