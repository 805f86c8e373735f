import { describe, expect, test } from "vitest";
import { SABOTAGES } from "../src/sim/sabotage.js";
import { simulate } from "../src/sim/simulate.js";
import { addTally, emptyTally, type Tally } from "../src/sim/tally.js";

/** `DACAPO_SEEDS=20000 npx vitest run engine/test/sim.test.ts` looks longer. */
const SEEDS = Number(process.env.DACAPO_SEEDS ?? 100);

/** What a hundred seeds must at least have caused, so that a simulation that tests nothing is seen. */
const CAUSED_AT_LEAST: Partial<Tally> = {
  kills: 200,
  powerLosses: 400,
  cleanStops: 50,
  crashesInDisk: 300,
  crashesInRecovery: 150,
  writesCutShort: 20,
  tornWrites: 15,
  lostBytes: 20_000,
  lostNames: 10,
  failedFlushes: 10,
  fullDisk: 40,
  clockJumps: 100,
  logFiles: 1_000,
  failedActivities: 300,
  hangingActivities: 30,
  lateReports: 30,
  duplicateReports: 100,
  repeatedOrders: 200,
  repeatedStarts: 200,
  terminations: 100,
  rebuiltOrchestrators: 500,
  eventsSeen: 15_000,
};

test(
  `nothing acknowledged is lost, every run ends right and replays through ${SEEDS} seeds of faults`,
  async () => {
    const sum = emptyTally();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violation, tally } = await simulate(seed);
      expect(violation, `seed ${seed}; node engine/dist/sim/main.js --seed ${seed} --trace plays it again`).toBe(
        undefined,
      );
      addTally(sum, tally);
    }
    for (const [what, least] of Object.entries(CAUSED_AT_LEAST)) {
      expect(sum[what as keyof Tally], what).toBeGreaterThanOrEqual((least * SEEDS) / 100);
    }
  },
  60_000 + SEEDS * 500,
);

test("one seed decides everything", async () => {
  for (const seed of [2, 7, 19]) {
    const first = await simulate(seed);
    const second = await simulate(seed);
    expect(second).toEqual(first);
    expect((await simulate(seed + 1_000)).digest).not.toBe(first.digest);
  }
});

/** Checkers that cannot fail check nothing. */
describe("a fault that is planted on purpose is caught within 1 000 seeds", () => {
  test.each(Object.entries(SABOTAGES))("%s", async (_name, sabotage) => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const { violation } = await simulate(seed, { sabotage });
      if (violation !== undefined) return;
    }
    expect.fail(`1 000 seeds passed although ${sabotage.what}`);
  });
});
