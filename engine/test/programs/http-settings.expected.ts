import { orchestration } from "@dacapo/engine";

export default orchestration("every setting of a request", function* (ctx, input) {
  const ask = yield* ctx.call("http.request", {
    method: "GET",
    url: `${input.base}/orders`,
    expectedStatus: "200-299, 404",
    auth: { kind: "bearer", secret: "SHOP_TOKEN" },
    responseSchema: { type: "object" },
  }, {
    node: "ask",
    retry: {
      maxAttempts: 5,
      firstDelayMs: 100,
      backoff: 3,
      maxDelayMs: 1000,
      jitter: 0.5,
      totalTimeoutMs: 60000,
      nonRetriable: ["HttpError", "Forbidden"],
      retryIf: (error) => error.details?.status !== 400,
    },
  });
  const poll = yield* ctx.callHttp({
    method: "POST",
    url: "https://example.com/jobs",
    body: input,
    auth: { kind: "basic", user: "shop", secret: "SHOP_PASSWORD" },
  }, { node: "poll", everyMs: 5000 });
  return ctx.record("done", [ask, poll]);
});
