// A counter: one entity that everybody signals.
import { defineEntity } from "@dacapo/engine";

export const counter = defineEntity({
  name: "counter",
  initialState: () => 0,
  operations: {
    add(ctx, amount) {
      ctx.state += amount;
    },
  },
});
