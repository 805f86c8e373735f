import { orchestration } from "@dacapo/engine";

export default orchestration("other workflows", function* (ctx, input) {
  const audit = yield* ctx.callSub("wf-audit", { id: input.id }, {
    node: "audit",
    version: "c0ffee0000000000000000000000000000000000000000000000000000000000",
    retry: { maxAttempts: 2, firstDelayMs: 10 },
  });
  const report = ctx.startSub("wf-report", audit, {
    node: "report",
    version: "c0ffee0000000000000000000000000000000000000000000000000000000000",
    instanceId: `report-${input.id}`,
  });
  return ctx.record("done", [audit, report]);
});
