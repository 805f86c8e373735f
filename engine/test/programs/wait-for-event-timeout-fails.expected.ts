import { orchestration } from "@dacapo/engine";

export default orchestration("an event that must come", function* (ctx, input) {
  let reply, excuse;
  try {
    reply = yield* ctx.waitForEvent("reply", { node: "reply", timeoutMs: input.waitMs });
  } catch (thrown) {
    const replyError = ctx.failed("reply", thrown);
    excuse = yield* ctx.call("shop.excuse", { why: replyError.code }, { node: "excuse" });
  }
  return ctx.record("done", reply ?? excuse);
});
