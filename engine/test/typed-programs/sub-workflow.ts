import { type Dynamic, orchestration, type WorkflowContext } from "@dacapo/engine";

/**
 * The workflow "other workflows", as it was drawn.
 *
 * Compile this module and name it where the hub is opened, beside what it calls:
 *
 *     openHub({ dir, modules: [new URL("./this-module.js", import.meta.url)], activities })
 *
 * The types are what schemas say, and `Dynamic` is what no schema speaks of. They are gone when it runs: an activity that
 * gives something else gives that.
 */

/** What a run is started with. */
type Input = Dynamic;

/** What this workflow may ask for, by name. */
type Types = {
  workflows: {
    "wf-audit": { input: Dynamic; output: Dynamic };
    "wf-report": { input: Dynamic; output: Dynamic };
  };
};

export default orchestration("other workflows", function* (ctx: WorkflowContext<Types>, input: Input) {
  const audit = yield* ctx.callSub("wf-audit", { id: input.id }, {
    node: "audit",
    version: "c0ffee0000000000000000000000000000000000000000000000000000000000",
    retry: { maxAttempts: 2, firstDelayMs: 10 },
  });
  const report = ctx.startSub("wf-report", audit, {
    node: "report",
    version: "c0ffee0000000000000000000000000000000000000000000000000000000000",
    instanceId: `report-${input.id}`,
  });
  return ctx.record("done", [audit, report]);
});
