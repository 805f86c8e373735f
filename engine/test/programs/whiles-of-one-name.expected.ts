import { orchestration } from "@dacapo/engine";

export default orchestration("loops whose variables have one name", function* (ctx, input) {
  let first;
  {
    let count = 0;
    const firstRounds = ctx.rounds("first");
    while (firstRounds.again(count < 2)) {
      const ctx = firstRounds.next();
      yield* ctx.call("shop.a", {}, { node: "a" });
      count = count + 1;
    }
    first = firstRounds.end({ count });
  }
  let second;
  {
    let count = 0;
    const secondRounds = ctx.rounds("second");
    while (secondRounds.again(count < 1)) {
      const ctx = secondRounds.next();
      yield* ctx.call("shop.c", {}, { node: "c" });
      count = count + 1;
    }
    second = secondRounds.end({ count });
  }
  return ctx.record("done", [first.count, second.count]);
});
