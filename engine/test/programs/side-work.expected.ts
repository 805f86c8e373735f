import { orchestration } from "@dacapo/engine";

export default orchestration("a return beside other work", function* (ctx, input) {
  let output;
  yield* ctx.all([
    ctx.call("shop.notify", {}, { node: "notify" }),
    ctx.fork(function* () {
      const work = yield* ctx.call("shop.work", {}, { node: "work" });
      if (ctx.decide("good", work.heard.length > 100)) {
        output = ctx.record("yes", work);
      } else {
        output = ctx.record("no", null);
      }
    }),
  ]);
  return output;
});
