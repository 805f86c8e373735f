import { orchestration } from "@dacapo/engine";

export default orchestration("once at least", function* (ctx, input) {
  let last = null;
  const triesRounds = ctx.rounds("tries");
  do {
    const ctx = triesRounds.next();
    const check = yield* ctx.call("shop.check", {}, { node: "check" });
    last = check.heard ?? null;
  } while (triesRounds.again(last === null));
  const tries = triesRounds.end({ last });
  return ctx.record("done", tries.last);
});
