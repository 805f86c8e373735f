import { orchestration } from "@dacapo/engine";

export default orchestration("who succeeds first", function* (ctx, input) {
  let quote, none;
  try {
    quote = yield* ctx.firstOf({ node: "quote", first: "succeeded" }, {
      alpha: function* (ctx) {
        const alpha = yield* ctx.call("shop.alpha", {}, { node: "alpha" });
        return ctx.record("byAlpha", alpha);
      },
      beta: function* (ctx) {
        const beta = yield* ctx.call("shop.beta", {}, { node: "beta" });
        return ctx.record("byBeta", beta);
      },
    });
  } catch (thrown) {
    const quoteError = ctx.failed("quote", thrown);
    none = yield* ctx.call("shop.none", { why: quoteError.code }, { node: "none" });
  }
  return ctx.record("done", quote ?? none);
});
