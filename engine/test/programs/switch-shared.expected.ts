import { orchestration } from "@dacapo/engine";

export default orchestration("cases that share", function* (ctx, input) {
  const size = ctx.choose("size", [
    { port: "c1", value: "large", when: () => input.total > 100 },
    { port: "c2", value: "small", when: () => input.total > 10 },
    { port: "c3", value: "tiny", when: () => input.total > 1 },
  ]);
  let stamp, weigh;
  if (size === "large" || size === "small" || size === "tiny") {
    if (size === "tiny") {
      stamp = yield* ctx.call("shop.stamp", {}, { node: "stamp" });
    } else {
      weigh = yield* ctx.call("shop.weigh", { of: size }, { node: "weigh" });
    }
  }
  return ctx.record("done", { size, weigh, stamp });
});
