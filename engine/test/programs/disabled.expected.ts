import { orchestration } from "@dacapo/engine";

export default orchestration("nodes that are switched off", function* (ctx, input) {
  const yes = undefined;
  const first = yield* ctx.call("shop.first", {}, { node: "first" });
  const off = undefined;
  const no = yield* ctx.call("shop.no", { was: off }, { node: "no" });
  const each = undefined;
  return ctx.record("done", [first, off, yes, no, each]);
});
