import { orchestration } from "@dacapo/engine";

export default orchestration("two of three", function* (ctx, input) {
  let output;
  let yes;
  const aDone = ctx.fork(function* () {
    yield* ctx.call("shop.a", {}, { node: "a" });
  });
  const bDone = ctx.fork(function* () {
    yield* ctx.call("shop.b", {}, { node: "b" });
  });
  const yesDone = ctx.fork(function* () {
    yield* ctx.call("shop.x", {}, { node: "x" });
    yes = ctx.decide("yes", input.yes);
  });
  const cDone = ctx.fork(function* () {
    if (yield* ctx.reach(2, [aDone, bDone, { after: yesDone, when: () => yes }])) {
      const c = yield* ctx.call("shop.c", {}, { node: "c" });
      const d = yield* ctx.call("shop.d", {}, { node: "d" });
      output = ctx.record("done", [c, d]);
    }
  });
  yield* ctx.all([aDone, bDone, yesDone, cDone]);
  return output;
});
