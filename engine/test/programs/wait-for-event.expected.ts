import { orchestration } from "@dacapo/engine";

export default orchestration("an event", function* (ctx, input) {
  const reply = yield* ctx.waitForEvent(`reply to ${input.id}`, {
    node: "reply",
    schema: { type: "object", required: ["yes"], properties: { yes: { type: "boolean" } } },
  });
  return ctx.record("done", reply.yes);
});
