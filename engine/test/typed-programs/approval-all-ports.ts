import {
  type Approved,
  type Dynamic,
  orchestration,
  type Rejected,
  type WorkflowContext,
  type WorkflowFailure,
} from "@dacapo/engine";

/**
 * The workflow "an approval with every port", as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and `Dynamic` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */

/** What a run is started with. */
type Input = Dynamic;

/** `shop.broken`: Something, what it gives. */
interface ShopBrokenOutput {
  activity: string;
  heard: string;
}

/** `shop.late`: Something, what it gives. */
interface ShopLateOutput {
  activity: string;
  heard: string;
}

/** `shop.reject`: Something, what it gives. */
interface ShopRejectOutput {
  activity: string;
  heard: string;
}

/** `shop.ship`: Something, what it gives. */
interface ShopShipOutput {
  activity: string;
  heard: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "shop.broken": { input: Record<string, Dynamic>; output: ShopBrokenOutput };
    "shop.late": { input: Record<string, Dynamic>; output: ShopLateOutput };
    "shop.reject": { input: Record<string, Dynamic>; output: ShopRejectOutput };
    "shop.ship": { input: Record<string, Dynamic>; output: ShopShipOutput };
  };
};

export default orchestration("an approval with every port", function* (ctx: WorkflowContext<Types>, input: Input) {
  let ok: Approved | Rejected | undefined;
  let okError: WorkflowFailure | undefined;
  let late: ShopLateOutput | undefined;
  let broken: ShopBrokenOutput | undefined;
  let ship: ShopShipOutput | undefined;
  let reject: ShopRejectOutput | undefined;
  try {
    ok = yield* ctx.approval({ question: "Ship it?" }, { node: "ok", timeoutMs: 60 });
  } catch (thrown) {
    okError = ctx.failed("ok", thrown, { ports: ["timeout", "error"] });
  }
  if (okError?.code === "Timeout") {
    late = yield* ctx.call("shop.late", {}, { node: "late" });
  } else if (okError) {
    broken = yield* ctx.call("shop.broken", {}, { node: "broken" });
  } else if (ok!.approved) {
    ship = yield* ctx.call("shop.ship", {}, { node: "ship" });
  } else {
    reject = yield* ctx.call("shop.reject", {}, { node: "reject" });
  }
  return ctx.record("done", [ship, reject, late, broken]);
});
