import { orchestration } from "@dacapo/engine";

export default orchestration("two branches that meet", function* (ctx, input) {
  const [parse, clean] = yield* ctx.all([
    ctx.fork(function* () {
      const fetch = yield* ctx.call("shop.fetch", {}, { node: "fetch" });
      return yield* ctx.call("shop.parse", { from: fetch }, { node: "parse" });
    }),
    ctx.fork(function* () {
      const scan = yield* ctx.call("shop.scan", {}, { node: "scan" });
      return yield* ctx.call("shop.clean", { from: scan.heard }, { node: "clean" });
    }),
    ctx.sleep(input.a * 1000, { node: "wait" }),
  ]);
  const merged = ctx.record("merged", { parse, clean: clean.heard, total: [parse, clean].length });
  return ctx.record("done", merged);
});
