import { orchestration } from "@dacapo/engine";

export default orchestration("grade", function* (ctx, input) {
  if (ctx.decide("none", input.points === 0)) {
    return ctx.record("failed", "failed");
  }
  if (ctx.decide("half", input.points < 50)) {
    return ctx.record("close", "close");
  }
  const certificate = yield* ctx.call("shop.certificate", { points: input.points }, { node: "certificate" });
  return ctx.record("passed", certificate);
});
