import { orchestration } from "@dacapo/engine";

export default orchestration("a workflow that fails", function* (ctx, input) {
  let audit, excuse;
  try {
    audit = yield* ctx.callSub("wf-audit", null, {
      node: "audit",
      version: "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
    });
  } catch (thrown) {
    const auditError = ctx.failed("audit", thrown);
    excuse = yield* ctx.call("shop.excuse", { why: auditError.code }, { node: "excuse" });
  }
  return ctx.record("done", audit ?? excuse);
});
