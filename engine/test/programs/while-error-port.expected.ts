import { orchestration } from "@dacapo/engine";

export default orchestration("a loop whose failure is dealt with", function* (ctx, input) {
  let poll, excuse;
  try {
    yield* ctx.scope(function* (ctx) {
      let count = 0;
      const pollRounds = ctx.rounds("poll");
      while (pollRounds.again(count < 2)) {
        const ctx = pollRounds.next();
        yield* ctx.all([
          ctx.call("shop.answer", {}, { node: "answer" }),
          ctx.call("shop.ask", {}, { node: "ask" }),
        ]);
        count = count + 1;
      }
      poll = pollRounds.end({ count });
    });
  } catch (thrown) {
    const pollError = ctx.failed("poll", thrown);
    excuse = yield* ctx.call("shop.excuse", { why: pollError.code }, { node: "excuse" });
  }
  return ctx.record("done", poll ?? excuse);
});
