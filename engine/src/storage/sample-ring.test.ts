import { expect, test } from "vitest";
import { SampleRing } from "./sample-ring.js";

test("it tells of the last 1 024 samples, by nearest rank", () => {
  const ring = new SampleRing();
  expect(ring.distribution()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0, sum: 0 });
  ring.add(7);
  expect(ring.distribution()).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7, sum: 7 });
  for (let sample = 100; sample >= 1; sample--) ring.add(sample);
  expect(ring.distribution()).toMatchObject({ count: 101, p50: 50, p95: 95, p99: 99, max: 100, sum: 5_057 });
  for (let sample = 0; sample < 1_024; sample++) ring.add(2);
  expect(ring.distribution()).toEqual({ count: 1_024, p50: 2, p95: 2, p99: 2, max: 2, sum: 2_048 });
});
