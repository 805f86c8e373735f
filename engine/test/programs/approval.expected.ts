import { orchestration } from "@dacapo/engine";

export default orchestration("an approval", function* (ctx, input) {
  const ok = yield* ctx.approval({
    question: `Ship ${input.id}?`,
    details: input,
    form: { type: "object", properties: { note: { type: "string" } } },
  }, { node: "ok" });
  if (ok.approved) {
    const ship = yield* ctx.call("shop.ship", { note: ok.form?.note }, { node: "ship" });
    return ctx.record("done", { ship, by: ok.by });
  }
  return ctx.record("refused", ok.comment);
});
