import { type Dynamic, type HttpQuestion, type HttpReply, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "every setting of a request", as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and `Dynamic` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */

/** What a run is started with. */
interface Input {
  base: string;
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "http.request": { input: HttpQuestion; output: HttpReply };
  };
};

export default orchestration("every setting of a request", function* (ctx: WorkflowContext<Types>, input: Input) {
  const ask = yield* ctx.call<"http.request", HttpReply<Record<string, Dynamic>>>("http.request", {
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
