import { orchestration } from "@dacapo/engine";

export default orchestration("two, or another way", function* (ctx, input) {
  const rush = ctx.decide("rush", input.rush);
  const expressDone = ctx.fork(function* () {
    if (rush) {
      yield* ctx.call("shop.express", {}, { node: "express" });
    }
  });
  const packDone = ctx.fork(function* () {
    if (!rush) {
      yield* ctx.call("shop.pack", {}, { node: "pack" });
    }
  });
  const labelDone = ctx.fork(function* () {
    yield* packDone;
    if (!rush) {
      yield* ctx.call("shop.label", {}, { node: "label" });
    }
  });
  const bothDone = ctx.fork(function* () {
    const bothBegun = yield* ctx.reach(2, [{ after: expressDone, when: () => rush }, { after: labelDone, when: () => !rush }, { after: packDone, when: () => !rush }]);
    if (rush || bothBegun) {
      let both;
      if (bothBegun) {
        both = yield* ctx.call("shop.both", {}, { node: "both" });
      }
      yield* ctx.all([
        ctx.call("shop.tell", { of: both }, { node: "tell" }),
        ctx.fork(function* () {
          if (bothBegun) {
            yield* ctx.call("shop.file", { of: both }, { node: "file" });
          }
        }),
      ]);
    }
  });
  yield* ctx.all([expressDone, labelDone, bothDone]);
});
