import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SIZES } from "./sizes";
import { msOf, type TimeRange, timeAxis, xOf } from "./time-axis";

const HOUR = 3_600_000;
const tenSeconds = { fromMs: 1_000, toMs: 11_000 };

test("without folds time goes by evenly, from margin to margin", () => {
  const axis = timeAxis(tenSeconds, 1_008);
  expect([1_000, 2_000, 6_000, 11_000].map((ms) => xOf(axis, ms))).toEqual([4, 104, 504, 1_004]);
});

describe("a long wait", () => {
  const window = { fromMs: 0, toMs: 3 * HOUR + 20_000 };
  const wait = { fromMs: 10_000, toMs: 10_000 + 3 * HOUR };
  const axis = timeAxis(window, 1_000, [wait]);

  test("is folded to 60 px and the rest shares what is left", () => {
    const [before, fold, after] = axis.segments;
    expect(fold).toMatchObject({ ...wait, folded: true });
    expect((fold?.toX ?? 0) - (fold?.fromX ?? 0)).toBe(SIZES.foldWidthMax);
    expect((before?.toX ?? 0) - (before?.fromX ?? 0)).toBeCloseTo((after?.toX ?? 0) - (after?.fromX ?? 0));
    expect(after?.toX).toBeCloseTo(996);
  });

  test("is not folded when it would not be wider than two folds", () => {
    const short = { fromMs: 10_000, toMs: 11_000 };
    expect(timeAxis({ fromMs: 0, toMs: 20_000 }, 1_000, [short]).segments.every(({ folded }) => !folded)).toBe(true);
  });
});

test("a window in which nothing happens is not folded away", () => {
  const [only, ...others] = timeAxis({ fromMs: 0, toMs: HOUR }, 500, [{ fromMs: -HOUR, toMs: 2 * HOUR }]).segments;
  expect(others).toEqual([]);
  expect(only).toMatchObject({ folded: false, fromX: 4, toX: 496 });
});

const layouts = fc.record({
  width: fc.integer({ min: 40, max: 3_000 }),
  length: fc.integer({ min: 1, max: 10 * HOUR }),
  gaps: fc.array(fc.tuple(fc.nat(10 * HOUR), fc.nat(HOUR)), { maxLength: 30 }).map(apart),
});

/** Gaps that do not lie on each other. */
function apart(drawn: readonly (readonly [number, number])[]): readonly TimeRange[] {
  const gaps: TimeRange[] = [];
  for (const [fromMs, length] of [...drawn].sort(([a], [b]) => a - b))
    if (fromMs >= (gaps.at(-1)?.toMs ?? 0)) gaps.push({ fromMs, toMs: fromMs + length });
  return gaps;
}

test("laws: segments cover window and strip without gap, x grows with time, and msOf undoes xOf", () => {
  fc.assert(
    fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), ({ width, length, gaps }, part) => {
      const axis = timeAxis({ fromMs: 0, toMs: length }, width, gaps);
      let at = { ms: 0, x: SIZES.axisMargin as number };
      for (const segment of axis.segments) {
        expect(segment.fromMs).toBe(at.ms);
        expect(segment.fromX).toBeCloseTo(at.x);
        expect(segment.toX).toBeGreaterThanOrEqual(segment.fromX);
        if (segment.folded) expect(segment.toX - segment.fromX).toBeLessThanOrEqual(SIZES.foldWidthMax + 1e-9);
        at = { ms: segment.toMs, x: segment.toX };
      }
      expect(at.ms).toBe(length);
      expect(at.x).toBeCloseTo(width - SIZES.axisMargin);
      const ms = part * length;
      expect(msOf(axis, xOf(axis, ms)) / length).toBeCloseTo(ms / length, 6);
    }),
    { numRuns: 1_000 },
  );
});

test("moments outside of the window lie at its edges", () => {
  const axis = timeAxis(tenSeconds, 1_008);
  expect([xOf(axis, 0), xOf(axis, 99_000)]).toEqual([4, 1_004]);
  expect([msOf(axis, -50), msOf(axis, 5_000)]).toEqual([1_000, 11_000]);
});
