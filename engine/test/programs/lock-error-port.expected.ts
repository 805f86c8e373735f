import { orchestration } from "@dacapo/engine";

export default orchestration("a critical section that fails", function* (ctx, input) {
  let account, tell;
  try {
    account = yield* ctx.locked([ctx.entity("Account", "a")], function* (ctx) {
      const [note, take] = yield* ctx.all([
        ctx.call("shop.note", {}, { node: "note" }),
        ctx.callEntity(ctx.entity("Account", "a"), "take", undefined, { node: "take" }),
      ]);
      return ctx.record("taken", [take, note]);
    }, { node: "account", rest: "cancel" });
  } catch (thrown) {
    const accountError = ctx.failed("account", thrown);
    tell = yield* ctx.call("shop.tell", { why: accountError.message }, { node: "tell" });
  }
  return ctx.record("done", account ?? tell);
});
