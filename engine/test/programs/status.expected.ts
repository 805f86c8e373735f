import { orchestration } from "@dacapo/engine";

export default orchestration("what a run says of itself", function* (ctx, input) {
  ctx.setCustomStatus({ step: 1, of: input.steps }, { node: "begun" });
  const work = yield* ctx.call("shop.work", {}, { node: "work" });
  ctx.setCustomStatus("all done", { node: "ended" });
  return ctx.record("done", work);
});
