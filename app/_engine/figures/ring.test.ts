import { expect, test } from "vitest";
import { ringPlaces } from "./ring";

test("the first partition stands right of the top, the others follow clockwise", () => {
  const places = ringPlaces(4).map(({ leftPercent, topPercent }) => [leftPercent > 50, topPercent > 50]);
  expect(places).toEqual([
    [true, false],
    [true, true],
    [false, true],
    [false, false],
  ]);
});

test("every label is within the picture, and labels of a thousand partitions do not touch", () => {
  for (const count of [1, 2, 12, 36, 37, 999]) {
    const places = ringPlaces(count);
    expect(places).toHaveLength(count);
    for (const { leftPercent, topPercent } of places) {
      expect(Math.min(leftPercent, topPercent)).toBeGreaterThan(3);
      expect(Math.max(leftPercent, topPercent)).toBeLessThan(97);
    }
    expect(places.filter(({ isLabelled }) => isLabelled).length).toBeLessThanOrEqual(36);
  }
});

test("what is drawn are closed arcs, of a single partition, too, and nothing of no rate", () => {
  for (const count of [1, 12, 999]) {
    for (const { marks, outline, rate } of ringPlaces(count)) {
      expect(marks).toHaveLength(10);
      for (const path of [...marks, outline, rate(0.4), rate(7)]) {
        expect(path).toMatch(/^M[-\d.]+ [-\d.]+A[\d.]+ [\d.]+ 0 [01] 1 [-\d.]+ [-\d.]+L[-\d.]+ [-\d.]+A.*Z$/);
      }
      expect(rate(0)).toBe("");
    }
  }
  // More than half of the way round.
  expect(ringPlaces(1)[0]?.outline).toContain(" 0 1 1 ");
  expect(ringPlaces(12)[0]?.outline).toContain(" 0 0 1 ");
});
