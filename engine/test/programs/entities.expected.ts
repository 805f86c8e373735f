import { orchestration } from "@dacapo/engine";

export default orchestration("entities", function* (ctx, input) {
  const add = yield* ctx.callEntity(ctx.entity("Counter", input.name), "add", 1, { node: "add" });
  ctx.signalEntity(ctx.entity("Mailbox", "all"), "post", { count: add }, { node: "tell" });
  ctx.signalEntity(ctx.entity("Mailbox", "all"), "clear", undefined, { node: "remind", at: "2030-01-31T09:00:00Z" });
  const get = yield* ctx.callEntity(ctx.entity("Counter", input.name), "get", undefined, { node: "get" });
  return ctx.record("done", [add, get]);
});
