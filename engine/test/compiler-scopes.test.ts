import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, type Graph } from "../src/compiler/index.js";
import { runCode } from "./compiled-run.js";
import { catalogFor } from "./compiler-graphs.js";
import { fates, scopeGraphs, worldOf } from "./compiler-scope-graphs.js";
import { NOTHING_COMES } from "./reference-clock.js";
import { linesOfLives, meaningOf } from "./reference-interpreter.js";

/** More on demand: COMPILER_RUNS=100000. */
const RUNS = Number(process.env.COMPILER_RUNS ?? 2_000);

const codeOf = (graph: Graph): string => {
  const compiled = compile(graph, catalogFor(graph));
  if (!compiled.ok) throw new Error(compiled.diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  return compiled.code;
};

test(
  "whatever fails, is late or is cancelled: compiled code does what the drawing means, wave by wave",
  async () => {
    await fc.assert(
      fc.asyncProperty(scopeGraphs(), fates, async (graph, fate) => {
        const code = codeOf(graph);
        const world = worldOf(fate);
        const meaning = await meaningOf(graph, { flags: fate.flags }, world);
        const run = runCode(code, { flags: fate.flags }, world);
        expect(run.failure).toBe(meaning.failure);
        expect(run.divergence).toBeUndefined();
        // What waits for ever has no end to compare.
        if (run.failure !== NOTHING_COMES) expect(run.waves).toBe(meaning.waves);
        expect(run.output).toBe(meaning.output);
        // In the wave in which a run fails, what begins beside the failure is nobody's promise.
        const isPromised = ({ wave }: { readonly wave: number }) =>
          run.failure === undefined || run.failure === NOTHING_COMES || wave < run.waves;
        expect(linesOfLives(run.lives.filter(isPromised))).toEqual(linesOfLives(meaning.lives.filter(isPromised)));
      }),
      { numRuns: RUNS },
    );
  },
  RUNS * 60 + 60_000,
);
