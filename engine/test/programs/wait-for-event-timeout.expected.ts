import { orchestration } from "@dacapo/engine";

export default orchestration("an event, or not", function* (ctx, input) {
  let reply, replyError, remind, use;
  try {
    reply = yield* ctx.waitForEvent("reply", { node: "reply", timeoutMs: 1000 });
  } catch (thrown) {
    replyError = ctx.failed("reply", thrown, { ports: ["timeout"] });
  }
  if (replyError) {
    remind = yield* ctx.call("shop.remind", {}, { node: "remind" });
  } else {
    use = yield* ctx.call("shop.use", { r: reply }, { node: "use" });
  }
  return ctx.record("done", [use, remind]);
});
