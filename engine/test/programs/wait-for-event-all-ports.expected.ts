import { orchestration } from "@dacapo/engine";

export default orchestration("an event with every port", function* (ctx, input) {
  let reply, replyError, remind, excuse, use;
  try {
    reply = yield* ctx.waitForEvent("reply", { node: "reply", timeoutMs: input.waitMs });
  } catch (thrown) {
    replyError = ctx.failed("reply", thrown, { ports: ["timeout", "error"] });
  }
  if (replyError?.code === "Timeout") {
    remind = yield* ctx.call("shop.remind", {}, { node: "remind" });
  } else if (replyError) {
    excuse = yield* ctx.call("shop.excuse", { why: replyError.message }, { node: "excuse" });
  } else {
    use = yield* ctx.call("shop.use", { r: reply }, { node: "use" });
  }
  return ctx.record("done", [use, remind, excuse]);
});
