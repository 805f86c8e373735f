import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FlushSample } from "@/app/_server/api-types";
import { pipelineOf } from "./pipeline";

const round = (gatheredFromMs: number, gatherMs: number, flushMs: number, records = 10): FlushSample => ({
  gatheredFromMs,
  beganMs: gatheredFromMs + gatherMs,
  endedMs: gatheredFromMs + gatherMs + flushMs,
  records,
  bytes: records * 100,
});

describe("the commit pipeline", () => {
  test("before the first flush there is none", () => {
    expect(pipelineOf([])).toBeUndefined();
  });

  test("rounds that follow each other share the axis by their length", () => {
    const pipeline = pipelineOf([round(0, 5, 5, 31), round(10, 5, 5, 44)]);
    expect(pipeline?.spanMs).toBe(20);
    expect(pipeline?.folds).toEqual([]);
    expect(pipeline?.gathers.map(({ label }) => label)).toEqual(["31", "44"]);
    expect(pipeline?.flushes.map(({ label }) => label)).toEqual(["5.0", "5.0"]);
    const widths = pipeline?.flushes.map(({ width }) => width) ?? [];
    expect(widths[0]).toBeCloseTo(widths[1] ?? 0);
    // What was gathered is flushed from there on, and let go where the flush ends.
    const [gather, flush, release] = [pipeline?.gathers[1], pipeline?.flushes[1], pipeline?.releases[1]];
    expect((gather?.left ?? 0) + (gather?.width ?? 0)).toBeCloseTo(flush?.left ?? 0);
    expect((flush?.left ?? 0) + (flush?.width ?? 0)).toBeCloseTo(release?.left ?? 0);
  });

  test("a long pause is folded and says how long it was", () => {
    const pipeline = pipelineOf([round(0, 1, 1), round(60_000, 1, 1), round(60_003, 1, 1)]);
    expect(pipeline?.folds.map(({ label }) => label)).toEqual(["1 min"]);
    expect(pipeline?.flushes[0]?.width).toBeGreaterThan(8);
  });

  test("says the same in words", () => {
    expect(pipelineOf([round(0, 1, 2.84, 1)])?.sentence).toBe("The last flush: 1 record in 2.8 ms.");
    expect(pipelineOf([round(0, 1, 2, 31), round(3, 1, 14, 44)])?.sentence).toBe(
      "The last 2 flushes, oldest first: 31 records in 2.0 ms; 44 records in 14 ms.",
    );
  });

  test("everything stays on the axis, in order, whatever the disk did", () => {
    const length = fc.double({ min: 0, max: 5_000, noNaN: true });
    const rounds = fc.array(fc.tuple(length, length, length), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rounds, (lengths) => {
        let atMs = 0;
        const flushes = lengths.map(([pauseMs, gatherMs, flushMs]) => {
          const flush = round(atMs + pauseMs, gatherMs, flushMs);
          atMs = flush.endedMs;
          return flush;
        });
        const pipeline = pipelineOf(flushes);
        expect(pipeline?.flushes.length).toBe(Math.min(8, lengths.length));
        for (const lane of [pipeline?.gathers, pipeline?.flushes, pipeline?.releases, pipeline?.folds]) {
          let before = -1e-6;
          for (const { left, width } of lane ?? []) {
            expect(left).toBeGreaterThanOrEqual(before - 1e-6);
            expect(left + width).toBeLessThanOrEqual(100 + 1e-6);
            before = left;
          }
        }
      }),
    );
  });
});
