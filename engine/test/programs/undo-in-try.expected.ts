import { orchestration } from "@dacapo/engine";

export default orchestration("what a try did is undone", function* (ctx, input) {
  const undo = [];
  try {
    let order;
    const orderUndo = [];
    try {
      order = yield* ctx.scope(function* (ctx) {
        yield* ctx.all([
          ctx.fork(function* () {
            const pay = yield* ctx.call("shop.pay", {}, { node: "pay" });
            orderUndo.push(function* () {
              yield* ctx.call("shop.refund", { id: pay.heard }, { node: "refund" });
            });
          }),
          ctx.fork(function* () {
            const reserve = yield* ctx.call("shop.reserve", {}, { node: "reserve" });
            orderUndo.push(function* () {
              yield* ctx.call("shop.release", { id: reserve.heard }, { node: "release" });
            });
          }),
        ]);
        const ship = yield* ctx.call("shop.ship", {}, { node: "ship" });
        return ctx.record("shipped", ship);
      });
      undo.push(...orderUndo);
    } catch (thrown) {
      const error = ctx.caught("recover", yield* ctx.undone(orderUndo, thrown));
      yield* ctx.call("shop.tell", { why: error.message }, { node: "tell" });
    }
    yield* ctx.call("shop.file", {}, { node: "file" });
    return ctx.record("done", order);
  } catch (thrown) {
    throw yield* ctx.undone(undo, thrown);
  }
});
