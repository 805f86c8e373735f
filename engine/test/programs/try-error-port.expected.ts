import { orchestration } from "@dacapo/engine";

export default orchestration("a failure that a try does not catch", function* (ctx, input) {
  let attempt, hard;
  try {
    try {
      const work = yield* ctx.call("shop.work", {}, { node: "work" });
      attempt = ctx.record("worked", work);
    } catch (thrown) {
      ctx.caught("some", thrown, { codes: ["Soft"] });
    }
  } catch (thrown) {
    const attemptError = ctx.failed("attempt", thrown);
    hard = yield* ctx.call("shop.hard", { why: attemptError.code }, { node: "hard" });
  }
  return ctx.record("done", attempt ?? hard);
});
