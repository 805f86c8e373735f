import { orchestration } from "@dacapo/engine";

export default orchestration("a critical section", function* (ctx, input) {
  const account = yield* ctx.locked([
    ctx.entity("Account", input.from),
    ctx.entity("Account", input.to),
  ], function* (ctx) {
    const [give, take] = yield* ctx.all([
      ctx.callEntity(ctx.entity("Account", input.to), "give", input.sum, { node: "give" }),
      ctx.callEntity(ctx.entity("Account", input.from), "take", input.sum, { node: "take" }),
    ]);
    return ctx.record("moved", [take, give]);
  }, { node: "account" });
  return ctx.record("done", account);
});
