import { orchestration } from "@dacapo/engine";

export default orchestration("ask until it is done", function* (ctx, input) {
  let count = 0;
  let status = "new";
  const most = input.most;
  const pollRounds = ctx.rounds("poll", { maxRounds: 10 });
  while (pollRounds.again(status !== 'done' && count < 5)) {
    const ctx = pollRounds.next();
    const check = yield* ctx.call("shop.check", { n: count }, { node: "check" });
    yield* ctx.sleep(10, { node: "pause" });
    [count, status] = [count + 1, check.state];
  }
  const poll = pollRounds.end({ count, status, most });
  return ctx.record("done", poll);
});
