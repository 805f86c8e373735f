import { orchestration } from "@dacapo/engine";

export default orchestration("code of the user's own", function* (ctx, input) {
  const [short, sum] = yield* ctx.all([
    ctx.call("code.run", { language: "javascript", source: "return 1", inputs: {} }, { node: "short" }),
    ctx.call("code.run", {
      language: "typescript",
      source: `const all: number[] = items;
// \`\${x}\` is not a template
return all.reduce((a, b) => a + b, 0);`,
      inputs: { items: input.items, factor: 2 },
      parameters: ["items"],
      memoryMb: 64,
    }, { node: "sum", timeoutMs: 1000 }),
  ]);
  return ctx.record("done", [sum, short]);
});
