import { orchestration } from "@dacapo/engine";

export default orchestration("what was done is undone", function* (ctx, input) {
  const undo = [];
  try {
    const reserve = yield* ctx.call("shop.reserve", {}, { node: "reserve" });
    undo.push(function* () {
      yield* ctx.call("shop.release", { id: reserve.heard }, { node: "release" });
    });
    const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
    undo.push(function* () {
      yield* ctx.call("shop.refund", { id: pay.heard }, { node: "refund" });
    });
    const ship = yield* ctx.call("shop.ship", {}, { node: "ship" });
    return ctx.record("done", ship);
  } catch (thrown) {
    throw yield* ctx.undone(undo, thrown);
  }
});
