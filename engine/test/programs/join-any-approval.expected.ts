import { orchestration } from "@dacapo/engine";

export default orchestration("approved, or in stock", function* (ctx, input) {
  let ask, stockError;
  const orderDone = ctx.fork(function* () {
    ask = yield* ctx.approval({ question: "May it go?" }, { node: "ask" });
    if (ask.approved) {
      yield* ctx.call("shop.order", {}, { node: "order" });
    }
  });
  const stockDone = ctx.fork(function* () {
    try {
      yield* ctx.call("shop.stock", {}, { node: "stock" });
    } catch (thrown) {
      stockError = ctx.failed("stock", thrown);
    }
  });
  const goDone = ctx.fork(function* () {
    yield* ctx.reach(1, [{ after: orderDone, when: () => ask.approved }, { after: stockDone, when: () => !stockError }]);
    if (ask?.approved || !stockError) {
      yield* ctx.call("shop.go", {}, { node: "go" });
      yield* ctx.call("shop.tell", {}, { node: "tell" });
    }
  });
  const missingDone = ctx.fork(function* () {
    yield* stockDone;
    if (stockError) {
      yield* ctx.call("shop.missing", {}, { node: "missing" });
    }
  });
  yield* ctx.all([orderDone, goDone, missingDone]);
});
