import { orchestration } from "@dacapo/engine";

export default orchestration("a switch with one way on", function* (ctx, input) {
  const kind = ctx.choose("kind", [{ port: "c1", value: "order", when: () => input.kind === 'order' }]);
  if (kind === "order") {
    yield* ctx.call("shop.file", {}, { node: "file" });
  }
  return ctx.record("done", kind);
});
