import { orchestration } from "@dacapo/engine";

export default orchestration("validate, then ship", function* (ctx, input) {
  const validate = yield* ctx.call("shop.validate", { total: input.total }, { node: "validate" });
  let reserve, enough;
  if (ctx.decide("valid", validate.heard.length > 0)) {
    reserve = yield* ctx.call("shop.reserve", { total: input.total }, { node: "reserve" });
    enough = ctx.decide("enough", input.total < input.limit);
  }
  let ship, reject;
  if (enough) {
    ship = yield* ctx.call("shop.ship", { reservation: reserve.heard }, { node: "ship" });
  } else {
    reject = yield* ctx.call("shop.reject", { why: enough === false ? "too much" : "not valid" }, { node: "reject" });
  }
  return ctx.record("done", { ship, reject });
});
