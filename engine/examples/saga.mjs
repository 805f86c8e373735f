// A saga: a trip is booked in three places. When one of them has nothing left, what was booked before is given back, in
// the opposite order. Each place is an entity; to book or give back twice under one number is to do it once.
import { defineEntity, orchestration } from "@dacapo/engine";

export const inventory = defineEntity({
  name: "inventory",
  initialState: () => ({ left: 0, booked: [], log: [] }),
  operations: {
    stock(ctx, count) {
      ctx.state.left += count;
    },
    book(ctx, trip) {
      const { state } = ctx;
      if (state.booked.includes(trip)) return;
      if (state.left === 0) throw Object.assign(new Error(`No ${ctx.key} is left.`), { code: "SoldOut" });
      state.left -= 1;
      state.booked.push(trip);
      state.log.push(`book ${trip}`);
    },
    giveBack(ctx, trip) {
      const { state } = ctx;
      if (!state.booked.includes(trip)) return;
      state.left += 1;
      state.booked = state.booked.filter((other) => other !== trip);
      state.log.push(`give back ${trip}`);
    },
  },
});

export const trip = orchestration("trip", function* (ctx, { places }) {
  const booked = [];
  try {
    for (const place of places) {
      yield* ctx.callEntity(ctx.entity("inventory", place), "book", ctx.instanceId, { node: `book ${place}` });
      booked.push(place);
    }
    return { status: "booked", places: booked };
  } catch (error) {
    const givenBack = booked.reverse();
    for (const place of givenBack) {
      yield* ctx.callEntity(ctx.entity("inventory", place), "giveBack", ctx.instanceId, { node: `give back ${place}` });
    }
    return { status: "refused", why: error.code, givenBack };
  }
});
