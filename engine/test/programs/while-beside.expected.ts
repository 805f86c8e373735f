import { orchestration } from "@dacapo/engine";

export default orchestration("a loop beside other work", function* (ctx, input) {
  const [other, poll] = yield* ctx.all([
    ctx.call("shop.other", {}, { node: "other" }),
    ctx.fork(function* () {
      let count = 0;
      const pollRounds = ctx.rounds("poll");
      while (pollRounds.again(count < 2)) {
        const ctx = pollRounds.next();
        const [answer, ask] = yield* ctx.all([
          ctx.call("shop.answer", {}, { node: "answer" }),
          ctx.call("shop.ask", {}, { node: "ask" }),
        ]);
        ctx.record("log", { both: [ask, answer] });
        count = count + 1;
      }
      const poll = pollRounds.end({ count });
      return poll;
    }),
  ]);
  return ctx.record("done", [poll.count, other]);
});
