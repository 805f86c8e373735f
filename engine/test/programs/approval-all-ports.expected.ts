import { orchestration } from "@dacapo/engine";

export default orchestration("an approval with every port", function* (ctx, input) {
  let ok, okError, late, broken, ship, reject;
  try {
    ok = yield* ctx.approval({ question: "Ship it?" }, { node: "ok", timeoutMs: 60 });
  } catch (thrown) {
    okError = ctx.failed("ok", thrown, { ports: ["timeout", "error"] });
  }
  if (okError?.code === "Timeout") {
    late = yield* ctx.call("shop.late", {}, { node: "late" });
  } else if (okError) {
    broken = yield* ctx.call("shop.broken", {}, { node: "broken" });
  } else if (ok.approved) {
    ship = yield* ctx.call("shop.ship", {}, { node: "ship" });
  } else {
    reject = yield* ctx.call("shop.reject", {}, { node: "reject" });
  }
  return ctx.record("done", [ship, reject, late, broken]);
});
