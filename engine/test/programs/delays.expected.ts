import { orchestration } from "@dacapo/engine";

export default orchestration("delays", function* (ctx, input) {
  yield* ctx.sleep(input.seconds * 1000, { node: "pause" });
  yield* ctx.sleepUntil(input.at, { node: "morning" });
  yield* ctx.sleepUntil(9000, { node: "noon" });
  return ctx.record("done", input.at);
});
