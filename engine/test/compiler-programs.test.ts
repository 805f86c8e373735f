import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Catalog, compile, type Graph, graphSchema } from "../src/compiler/index.js";
import { prepareCode } from "../src/host/realm/prepare-code.js";
import type { Json } from "../src/model/index.js";
import { runCode } from "./compiled-run.js";
import { catalogFor, simulated } from "./compiler-graphs.js";
import { linesOfLives, meaningOf } from "./reference-interpreter.js";
import { type Answer, promptWorld, type World } from "./reference-world.js";

/**
 * Graphs and the code they become. A change of the code of a graph is a new version of every
 * workflow like it: read the difference, and run with UPDATE_GOLDEN=1 if it is meant.
 */
const FOLDER = path.join(import.meta.dirname, "programs");

const programs = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .sort();

/** One run of a program: its input, and what the world answers, by what it is asked, where that is not the usual. */
interface Run {
  readonly input: Json;
  readonly world?: Readonly<Record<string, Partial<Answer> | null>>;
}

interface Program {
  readonly graph: Graph;
  readonly runs: readonly Run[];
  readonly catalog: Catalog;
}

const usual = promptWorld(simulated);

/** `null`: no answer ever comes. */
const worldOf =
  ({ world = {} }: Run): World =>
  (kind, name, input) => {
    const given = world[name];
    if (given === null) return undefined;
    const answer = usual(kind, name, input);
    return given === undefined || answer === undefined ? answer : { ...answer, ...given };
  };

function programOf(name: string): Program {
  const file = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), "utf8")) as Run & {
    readonly graph: unknown;
    readonly runs?: readonly Run[];
  };
  const graph = graphSchema.parse(file.graph);
  return { graph, runs: file.runs ?? [file], catalog: catalogFor(graph) };
}

describe.each(programs)("%s", (name) => {
  const { graph, runs, catalog } = programOf(name);
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

  test.each(runs)("does what the drawing means, run %#", async (given) => {
    const meaning = await meaningOf(graph, given.input, worldOf(given));
    const run = runCode(code, given.input, worldOf(given));
    expect(run.failure).toBe(meaning.failure);
    expect(run.divergence).toBeUndefined();
    expect(linesOfLives(run.lives)).toEqual(linesOfLives(meaning.lives));
    expect(run.output).toBe(meaning.output);
    expect(run.continuedWith).toBe(meaning.continuedWith);
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
    if (!compiled.ok) return true;
    // How many rounds a loop makes, and what an attempt is asked about, nobody knows beforehand.
    const isPlain = !/while \(|retryIf|setCustomStatus/.test(compiled.code);
    return isPlain && !prepareCode(compiled.code, "test").quick;
  });
  // A regular expression may take any time, whoever wrote it.
  expect(watched).toEqual(["ends-run-tidies", "every-setting", "undo-in-try"]);
});
