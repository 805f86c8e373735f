import { orchestration } from "@dacapo/engine";

export default orchestration("hello", function* (ctx, input) {
  const greet = yield* ctx.call("shop.greet", { name: input.names[0] }, { node: "greet" });
  yield* ctx.sleep(1000, { node: "pause" });
  const part = yield* ctx.call("shop.part", { after: greet, name: input.names.at(-1) }, { node: "part" });
  return ctx.record("said", [greet, part]);
});
