import { orchestration } from "@dacapo/engine";

export default orchestration("begin again", function* (ctx, input) {
  const work = yield* ctx.call("shop.work", { n: input.n }, { node: "work" });
  if (ctx.decide("more", input.n < 3)) {
    ctx.continueAsNew({ n: input.n + 1 }, { node: "again" });
  } else {
    return ctx.record("done", work);
  }
});
