import { expect, test } from "vitest";
import { closedLoop } from "./closed-loop.mjs";

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("so many clients run at once, each one thing at a time, and never more", async () => {
  let running = 0;
  let most = 0;
  const { runs } = await closedLoop({
    inFlight: 7,
    warmUpMs: 10,
    windowMs: 50,
    run: async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(1);
      running -= 1;
    },
  });
  expect(most).toBe(7);
  expect(running).toBe(0);
  expect(runs).toBeGreaterThan(7);
});

test("the window holds whole runs: what ended in it, over the time from one end to another", async () => {
  const { samplesMs, elapsedMs, runs } = await closedLoop({
    inFlight: 1,
    warmUpMs: 30,
    windowMs: 60,
    run: () => sleep(20).then(() => undefined),
  });
  expect(elapsedMs).toBeGreaterThanOrEqual(60);
  expect(samplesMs.length).toBeLessThan(runs);
  // One client after the other: the samples fill the window, but for the moments between them.
  const sum = samplesMs.reduce((total, sample) => total + sample, 0);
  expect(sum).toBeLessThanOrEqual(elapsedMs + 0.001);
  expect(sum).toBeGreaterThan(elapsedMs * 0.5);
});

test("a run longer than warm-up and window makes a window of one run", async () => {
  const { samplesMs } = await closedLoop({
    inFlight: 1,
    warmUpMs: 1,
    windowMs: 1,
    run: () => sleep(15).then(() => undefined),
  });
  expect(samplesMs).toHaveLength(1);
});

test("one wrong result ends the measurement", async () => {
  const measured = closedLoop({
    inFlight: 4,
    warmUpMs: 0,
    windowMs: 10_000,
    run: async (index) => {
      await sleep(1);
      if (index === 20) throw new Error("a wrong result");
    },
  });
  await expect(measured).rejects.toThrow("a wrong result");
});

test("the window says when it opens and closes, once each", async () => {
  /** @type {string[]} */
  const told = [];
  await closedLoop({
    inFlight: 3,
    warmUpMs: 5,
    windowMs: 20,
    run: () => sleep(1).then(() => undefined),
    opened: () => told.push("opened"),
    closed: () => told.push("closed"),
  });
  expect(told).toEqual(["opened", "closed"]);
});
