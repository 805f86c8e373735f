import fc from "fast-check";
import { expect, test } from "vitest";
import { check, compile, type Graph } from "../src/compiler/index.js";
import { runCode } from "./compiled-run.js";
import { catalog, given, graphs, simulated } from "./compiler-graphs.js";
import { linesOfLives, meaningOf } from "./reference-interpreter.js";
import { promptWorld } from "./reference-world.js";

const RUNS = Number(process.env.COMPILER_RUNS ?? 500);

const codeOf = (graph: Graph): string => {
  const compiled = compile(graph, catalog);
  if (!compiled.ok) throw new Error(compiled.diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  return compiled.code;
};

test("generated graphs have no errors", () => {
  fc.assert(
    fc.property(graphs(), (graph) => {
      expect(check(graph, catalog).filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("compiled code does what the drawing means: the same work, inputs, branches, values, output, and in the same waves", async () => {
  await fc.assert(
    fc.asyncProperty(graphs(), given, async (graph, input) => {
      const meaning = await meaningOf(graph, input, promptWorld(simulated));
      const code = codeOf(graph);
      const run = runCode(code, input, promptWorld(simulated));
      expect(run.failure).toBeUndefined();
      expect(linesOfLives(run.lives)).toEqual(linesOfLives(meaning.lives));
      expect(run.output).toBe(meaning.output);
      expect(run.waves).toBe(meaning.waves);
    }),
    { numRuns: RUNS },
  );
});
