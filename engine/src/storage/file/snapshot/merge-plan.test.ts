import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MergeCandidate, segmentsToMerge } from "./merge-plan.js";

const numbers = (sealed: readonly MergeCandidate[], copyBytesMax = 100) =>
  segmentsToMerge(sealed, copyBytesMax).map(({ number }) => number);

describe("which segments a snapshot merges", () => {
  test("none that is more than half alive", () => {
    expect(numbers([{ number: 1, bytes: 100, liveBytes: 51 }])).toEqual([]);
    expect(numbers([{ number: 1, bytes: 100, liveBytes: 50 }])).toEqual([1]);
  });

  test("all that hold nothing alive, for they cost nothing", () => {
    const dead = [1, 2, 3, 4].map((number) => ({ number, bytes: 1e6, liveBytes: 0 }));
    expect(numbers([...dead, { number: 5, bytes: 100, liveBytes: 20 }], 10)).toEqual([1, 2, 3, 4, 5]);
  });

  test("the deadest first, as long as they fit", () => {
    const sealed = [
      { number: 1, bytes: 100, liveBytes: 40 },
      { number: 2, bytes: 1_000, liveBytes: 90 },
      { number: 3, bytes: 100, liveBytes: 10 },
      { number: 4, bytes: 100, liveBytes: 5 },
    ];
    expect(numbers(sealed, 100)).toEqual([4, 2]);
    expect(numbers(sealed, 106)).toEqual([4, 2, 3]);
  });

  test("one, however large, or it would stay for ever", () => {
    expect(numbers([{ number: 1, bytes: 1e6, liveBytes: 1e5 }], 100)).toEqual([1]);
  });

  test("whatever there is: it copies no more than it may, or one segment alone, and never leaves dead ones", () => {
    const candidate = fc
      .record({ bytes: fc.integer({ min: 1, max: 1_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ bytes, share }) => ({ bytes, liveBytes: Math.floor(bytes * share) }));
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 30 }), fc.nat(2_000), (candidates, copyBytesMax) => {
        const sealed = candidates.map((each, index) => ({ ...each, number: index + 1 }));
        const chosen = segmentsToMerge(sealed, copyBytesMax);
        const copied = chosen.reduce((sum, { liveBytes }) => sum + liveBytes, 0);
        expect(copied <= copyBytesMax || chosen.filter(({ liveBytes }) => liveBytes > 0).length === 1).toBe(true);
        expect(chosen.every(({ bytes, liveBytes }) => liveBytes * 2 <= bytes)).toBe(true);
        for (const { number, liveBytes } of sealed) {
          if (liveBytes === 0) expect(chosen.some((each) => each.number === number)).toBe(true);
        }
      }),
    );
  });
});
