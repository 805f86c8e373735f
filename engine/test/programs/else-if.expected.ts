import { orchestration } from "@dacapo/engine";

export default orchestration("sizes", function* (ctx, input) {
  let box, crate, pallet;
  if (ctx.decide("small", input.n < 5)) {
    box = yield* ctx.call("shop.box", {}, { node: "box" });
  } else if (ctx.decide("medium", input.n < 10)) {
    crate = yield* ctx.call("shop.crate", {}, { node: "crate" });
  } else {
    pallet = yield* ctx.call("shop.pallet", {}, { node: "pallet" });
  }
  return ctx.record("packed", box ?? crate ?? pallet);
});
