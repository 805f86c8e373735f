import { defineEntity } from "@dacapo/engine";
import { FAULTS } from "./faults.mjs";

/** Money. What the client outside can work out by itself is kept beside it: how often something was added. */
export const account = defineEntity({
  name: "account",
  initialState: () => ({ balance: 1_000, additions: 0 }),
  operations: {
    balance: (ctx) => ctx.state.balance,
    add: (ctx, /** @type {number} */ amount) => {
      // What is done wrong on purpose is done wrong with the first addition to each account.
      const isFirst = ctx.state.additions === 0;
      const times = isFirst && FAULTS.has("double-apply") ? 2 : 1;
      ctx.state.balance += times * amount - (isFirst && FAULTS.has("lose-money") ? 1 : 0);
      ctx.state.additions += times;
      return ctx.state.balance;
    },
  },
});

/** Counts each signal by its id, so that one that came twice or not at all is seen. */
export const counter = defineEntity({
  name: "counter",
  initialState: () => ({ counts: /** @type {Record<string, number>} */ ({}) }),
  operations: {
    count: (ctx, /** @type {{ id: string }} */ { id }) => {
      if (FAULTS.has("skip-signal") && id.endsWith("1")) return;
      ctx.state.counts[id] = (ctx.state.counts[id] ?? 0) + 1;
    },
  },
});
