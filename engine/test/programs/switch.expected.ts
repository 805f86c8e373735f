import { orchestration } from "@dacapo/engine";

export default orchestration("a switch", function* (ctx, input) {
  let big, little, tiny;
  const size = ctx.choose("size", [
    { port: "c1", value: "large", when: () => input.total > 100 },
    { port: "c2", value: "small", when: () => input.total > 10 },
  ]);
  if (size === "large") {
    big = yield* ctx.call("shop.big", {}, { node: "big" });
  } else if (size === "small") {
    little = yield* ctx.call("shop.little", {}, { node: "little" });
  } else {
    tiny = yield* ctx.call("shop.tiny", {}, { node: "tiny" });
  }
  return ctx.record("done", big ?? little ?? tiny);
});
