import { afterAll, beforeAll, expect, test } from "vitest";
import { CaseEngine, type SimulatedClock, simulateClock } from "../src/asl/check/index.js";
import { drawMachine } from "./asl-draw.js";
import { interpret, TooLong } from "./asl-interpreter.js";

const SEEDS = Number(process.env.ASL_SEEDS ?? 120);
const FIRST = Number(process.env.ASL_FIRST ?? 0);

let engine: CaseEngine;
let clock: SimulatedClock;
beforeAll(async () => {
  clock = simulateClock();
  engine = await CaseEngine.open();
});
afterAll(async () => {
  await engine.close();
  clock.restore();
});

test("drawn machines do what an interpreter of the language does, state by state", async () => {
  const differences: string[] = [];
  const tally = { compared: 0, refused: 0, long: 0, late: 0, failed: 0 };
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    const { definition, input, script, hasParallel } = drawMachine(`machine ${seed}`);
    let expected: ReturnType<typeof interpret>;
    try {
      expected = interpret(definition, input, script);
    } catch (thrown) {
      if (!(thrown instanceof TooLong)) throw thrown;
      tally.long += 1;
      continue;
    }
    if (expected.isLate) {
      tally.late += 1;
      continue;
    }
    const { status, output, error, entered } = expected;
    const result = await engine.check({
      id: `seed ${seed}`,
      stratum: "drawn",
      definition,
      input,
      expect: { status, ...(output !== undefined && { output }), ...(error !== undefined && { error }) },
      // Where a failure is nobody's by the history, only the state after state of what came before it can be told.
      ...(!hasParallel && status === "SUCCEEDED" && { stateOrder: entered }),
      taskScript: script,
    });
    tally.compared += 1;
    if (status === "FAILED") tally.failed += 1;
    if (result.outcome === "refused") tally.refused += 1;
    if (result.outcome === "failed") differences.push(`seed ${seed}: ${result.difference}`);
  }
  expect(differences, JSON.stringify(tally)).toEqual([]);
  expect(tally.compared - tally.refused).toBeGreaterThan(SEEDS / 3);
}, 600_000);
