import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CaseEngine,
  type CaseResult,
  type MachineCase,
  type SimulatedClock,
  simulateClock,
} from "../src/asl/check/index.js";
import { importDefinition } from "../src/asl/import/import-definition.js";

/** Recorded machines that are not part of the project: where their folder is absent, nothing is said of them. */
const CORPUS = fileURLToPath(new URL("../../../shared/corpus/asl/", import.meta.url));
const IS_THERE = existsSync(CORPUS);
const NOTE = IS_THERE ? "" : ` (${CORPUS} is not there: not run)`;

describe.skipIf(!IS_THERE)(`machines that Step Functions has run${NOTE}`, () => {
  let clock: SimulatedClock;
  let engine: CaseEngine;
  beforeAll(async () => {
    clock = simulateClock();
    engine = await CaseEngine.open();
  });
  afterAll(async () => {
    await engine.close();
    clock.restore();
  });

  test.each([
    ["executed.json", 345],
    ["executed-with-tasks.json", 60],
  ])(
    "%s: what is not refused agrees, and at least %i do",
    async (file, least) => {
      const cases = JSON.parse(readFileSync(`${CORPUS}${file}`, "utf8")) as readonly MachineCase[];
      const results = new Map<string, CaseResult>();
      for (const each of cases) results.set(each.id, await engine.check(each));
      expect([...results].filter(([, { outcome }]) => outcome === "failed")).toEqual([]);
      expect([...results.values()].filter(({ outcome }) => outcome === "passed").length).toBeGreaterThanOrEqual(least);
    },
    120_000,
  );

  test("real definitions: nine of ten are imported, and every other one says why", () => {
    const definitions = JSON.parse(readFileSync(`${CORPUS}real-definitions.json`, "utf8")) as Readonly<
      Record<string, unknown>
    >;
    const imported = Object.entries(definitions).map(([name, definition]) => importDefinition(definition, name));
    const refused = imported.filter((each) => !each.ok);
    expect(refused.length).toBeLessThanOrEqual(imported.length / 10);
    for (const each of refused) expect(each.ok || each.refusal.problems[0]?.message).toBeTruthy();
  });
});
