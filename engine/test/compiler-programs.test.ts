import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type ActivityCatalog, compile, type Graph, graphSchema } from "../src/compiler/index.js";
import { prepareCode } from "../src/host/realm/prepare-code.js";
import type { Json } from "../src/model/index.js";
import { runCode } from "./compiled-run.js";
import { simulated } from "./compiler-graphs.js";
import { linesOfLives, meaningOf } from "./reference-interpreter.js";

/**
 * Graphs and the code they become. A change of the code of a graph is a new version of every
 * workflow like it: read the difference, and run with UPDATE_GOLDEN=1 if it is meant.
 */
const FOLDER = path.join(import.meta.dirname, "programs");

const programs = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .sort();

function programOf(name: string): { readonly graph: Graph; readonly input: Json; readonly catalog: ActivityCatalog } {
  const file = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), "utf8")) as { graph: unknown; input: Json };
  const graph = graphSchema.parse(file.graph);
  const activities = graph.nodes.flatMap((node) => (node.type === "activity" ? [node.config.activity] : []));
  const catalog = activities.map((activity) => ({
    name: activity,
    title: activity,
    description: "",
    icon: "bolt",
    effects: "idempotent" as const,
    inputSchema: { type: "object" },
  }));
  return { graph, input: file.input, catalog };
}

describe.each(programs)("%s", (name) => {
  const { graph, input, catalog } = programOf(name);
  const compiled = compile(graph, catalog);
  const code = compiled.ok ? compiled.code : "";

  test("compiles, without a word of complaint", () => {
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.ok).toBe(true);
  });

  test("becomes the code that is expected", () => {
    const expected = path.join(FOLDER, `${name}.expected.ts`);
    if (process.env.UPDATE_GOLDEN === "1" || !existsSync(expected)) writeFileSync(expected, code);
    expect(code).toBe(readFileSync(expected, "utf8"));
  });

  test("does what the drawing means", () => {
    const meaning = meaningOf(graph, input, simulated);
    const run = runCode(code, input, simulated);
    expect(run.failure).toBeUndefined();
    expect(linesOfLives(run.lives)).toEqual(linesOfLives(meaning.lives));
    expect(run.output).toBe(meaning.output);
    expect(run.waves).toBe(meaning.waves);
  });

  test("may run in the locked realm, line for line", () => {
    const prepared = prepareCode(code, "test");
    expect(prepared.source.split("\n").length).toBeGreaterThanOrEqual(code.split("\n").length);
  });
});

/** An episode of these is known to be short: nobody needs to stand by with a clock. */
test("code of ordinary graphs needs no watchdog", () => {
  const watched = programs.filter((name) => {
    const { graph, catalog } = programOf(name);
    const compiled = compile(graph, catalog);
    return !compiled.ok || !prepareCode(compiled.code, "test").quick;
  });
  // A regular expression may take any time, whoever wrote it.
  expect(watched).toEqual(["every-setting"]);
});
