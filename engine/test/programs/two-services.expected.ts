import { orchestration } from "@dacapo/engine";

export default orchestration("order check", function* (ctx, input) {
  const [credit, stock] = yield* ctx.all([
    ctx.call("http.request", {
      method: "GET",
      url: `${input.service}/credit`,
      query: { customer: input.customer },
    }, {
      node: "credit",
      retry: { maxAttempts: 3, firstDelayMs: 200, backoff: 2, maxDelayMs: 5000 },
      timeoutMs: 10000,
    }),
    ctx.call("http.request", {
      method: "GET",
      url: `${input.service}/stock`,
      query: { quantity: input.quantity, sku: input.sku },
    }, { node: "stock", retry: { maxAttempts: 3, firstDelayMs: 200 } }),
  ]);
  if (ctx.decide("acceptable", stock.heard.length > 3 && credit.heard.length > 3)) {
    return ctx.record("accepted", { decision: "accepted", sku: input.sku });
  }
  return ctx.record("rejected", { decision: "rejected", stock: stock.status });
});
