// Transfers between accounts: two entities are locked, so that nobody sees money that is in neither or in both.
import { defineEntity, orchestration } from "@dacapo/engine";

export const account = defineEntity({
  name: "account",
  initialState: () => 0,
  operations: {
    balance: (ctx) => ctx.state,
    add(ctx, amount) {
      ctx.state += amount;
    },
  },
});

export const transfer = orchestration("transfer", function* (ctx, input) {
  const from = ctx.entity("account", input.from);
  const to = ctx.entity("account", input.to);
  return yield* ctx.locked([from, to], function* (ctx) {
    const balance = yield* ctx.callEntity(from, "balance");
    if (balance < input.amount) return "refused";
    yield* ctx.all([ctx.callEntity(from, "add", -input.amount), ctx.callEntity(to, "add", input.amount)]);
    return "transferred";
  });
});
