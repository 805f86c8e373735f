import { orchestration } from "@dacapo/engine";

export default orchestration("every setting", function* (ctx, input) {
  yield* ctx.call("http.request", {
    method: "POST",
    url: "https://example.com/a?b=c",
    headers: { accept: "application/json", "x-trace": input.text },
    query: { page: 2 },
    body: {
      text: "a \"quoted\" text\nwith two lines",
      __proto__x: null,
      list: [1, [], {}],
      long: "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod",
    },
    onErrorStatus: "accept",
  }, { node: "post", retry: { maxAttempts: 5, firstDelayMs: 100 }, timeoutMs: 2000 });
  const values = ctx.record("values", {
    ["__proto__"]: 1,
    "with space": input.text,
    true: true,
    text: input
  .text
  .length,
    lines: `one
    two`,
    regex: /-->|<!--/.test(input.text),
    nothing: undefined,
  });
  ctx.record("empty", {});
  return ctx.record("done", values);
});
