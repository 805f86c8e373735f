import { type CodeQuestion, type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "code of the user's own", as it was drawn.
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
  items: number[];
}

/** What this workflow may ask for, by name. */
type Types = {
  activities: {
    "code.run": { input: CodeQuestion; output: Dynamic };
  };
};

export default orchestration("code of the user's own", function* (ctx: WorkflowContext<Types>, input: Input) {
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
