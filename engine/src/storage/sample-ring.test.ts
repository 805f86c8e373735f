import { expect, test } from "vitest";
import { SampleRing } from "./sample-ring.js";

const ringOf = (values: Iterable<number>): SampleRing => {
  const ring = new SampleRing();
  for (const value of values) ring.add(value);
  return ring;
};

test("without a sample everything is nothing", () => {
  expect(new SampleRing().distribution()).toEqual({ count: 0, sum: 0, p50: 0, p95: 0, p99: 0, max: 0 });
});

test("one sample is every percentile", () => {
  expect(ringOf([7]).distribution()).toEqual({ count: 1, sum: 7, p50: 7, p95: 7, p99: 7, max: 7 });
});

test("a percentile is the smallest sample that so many are not above", () => {
  const shuffled = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
  expect(ringOf(shuffled).distribution()).toEqual({ count: 100, sum: 5050, p50: 50, p95: 95, p99: 99, max: 100 });
});

test("percentiles and the greatest are of the last 1 024; count and sum are of all", () => {
  const { count, sum, max, p50 } = ringOf([...Array(10).fill(1_000), ...Array(1_024).fill(2)]).distribution();
  expect({ count, sum, max, p50 }).toEqual({ count: 1_034, sum: 10_000 + 2_048, max: 2, p50: 2 });
});
