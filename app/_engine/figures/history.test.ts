import { describe, expect, test } from "vitest";
import { medianOf, remember, WINDOW_MS } from "./history";
import { hubForTest, NO_SAMPLES, watchedFor } from "./hub-for-test";
import { batchSizesOf, grownOver, ofThread, ratesOf, seriesOf } from "./series";

const flush = (endedMs: number, tookMs: number) => ({
  gatheredFromMs: endedMs - tookMs - 1,
  beganMs: endedMs - tookMs,
  endedMs,
  records: 1,
  bytes: 1,
});

describe("remembering readings", () => {
  test("keeps one minute of them", () => {
    const { moments } = watchedFor(400, () => ({}));
    expect(moments).toHaveLength(WINDOW_MS / 250 + 1);
    expect((moments.at(-1)?.atMs ?? 0) - (moments[0]?.atMs ?? 0)).toBe(WINDOW_MS);
  });

  test("an engine that was opened again begins a new history", () => {
    const before = watchedFor(10, () => ({ openedAtMs: 1 }));
    const after = remember(before, hubForTest({ atMs: 103_000, openedAtMs: 2 }));
    expect(after.moments).toHaveLength(1);
  });

  test("a clock that was set back leaves no moment of the future behind", () => {
    const before = watchedFor(10, () => ({}));
    const { moments } = remember(before, hubForTest({ atMs: 100_600 }));
    const times = moments.map(({ atMs }) => atMs);
    expect(times).toEqual([100_000, 100_250, 100_500, 100_600]);
  });

  test("a thread's flush time is the median of the flushes that are new since the reading before", () => {
    const first = [flush(10, 1), flush(20, 1)];
    const second = [...first, flush(30, 5), flush(40, 7), flush(50, 6)];
    const recent = [first, second, second];
    const { moments } = watchedFor(3, (index) => ({
      threads: [{ recentFlushes: recent[index] ?? [], flushes: { ...NO_SAMPLES, count: recent[index]?.length ?? 0 } }],
    }));
    expect(moments.map(ofThread(0, ({ flushMs }) => flushMs))).toEqual([1, 6, undefined]);
  });

  test("a thread that was begun again is on a clock of its own: its flushes count though they seem older", () => {
    const lives = [[flush(90_000, 2)], [flush(5, 9)]];
    const { moments } = watchedFor(2, (index) => ({
      threads: [{ recentFlushes: lives[index] ?? [], flushes: { ...NO_SAMPLES, count: index === 0 ? 700 : 1 } }],
    }));
    expect(moments.map(ofThread(0, ({ flushMs }) => flushMs))).toEqual([2, 9]);
  });
});

test("the median is the middle, and of nothing nothing", () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2]), medianOf([])]).toEqual([2, 2, undefined]);
});

describe("curves", () => {
  test("a steady count is a steady rate, measured over a second", () => {
    const { moments } = watchedFor(20, (index) => ({ threads: [{ counts: { completed: index * 5 } }] }));
    const rates = ratesOf(moments, ({ finished }) => finished);
    expect(rates).toHaveLength(19);
    for (const { value } of rates) expect(value).toBeCloseTo(20);
  });

  test("one burst is spread over a second, and then is over", () => {
    const { moments } = watchedFor(12, (index) => ({ threads: [{ counts: { failed: index < 6 ? 0 : 10 } }] }));
    const values = ratesOf(moments, ({ finished }) => finished).map(({ value }) => value);
    expect(values).toEqual([0, 0, 0, 0, 0, 10, 10, 10, 10, 0, 0]);
  });

  test("records per flush are those between two readings; without a flush there is no value", () => {
    const flushes = [0, 2, 2, 5];
    const records = [0, 20, 20, 26];
    const { moments } = watchedFor(4, (index) => ({
      threads: [{ flushes: { ...NO_SAMPLES, count: flushes[index] ?? 0 }, counts: { records: records[index] ?? 0 } }],
    }));
    expect(batchSizesOf(moments)).toEqual([
      { atMs: 100_250, value: 10 },
      { atMs: 100_750, value: 2 },
    ]);
  });

  test("what no reading has is no point", () => {
    const { moments } = watchedFor(2, (index) =>
      index === 0 ? {} : { acknowledgements: { ...NO_SAMPLES, count: 1, p95: 4 } },
    );
    expect(seriesOf(moments, ({ acknowledgedP95Ms }) => acknowledgedP95Ms)).toEqual([{ atMs: 100_250, value: 4 }]);
  });

  test("growth is counted within the time asked for; a count that began again has not grown", () => {
    const { moments } = watchedFor(41, (index) => ({ threads: [{ counts: { refused: index } }] }));
    expect(grownOver(moments, ({ refused }) => refused, 2_000)).toBe(8);
    expect(grownOver(moments, ({ refused }) => refused, 60_000)).toBe(40);
    expect(grownOver(moments, ({ refused }) => -refused, 60_000)).toBe(0);
    expect(grownOver([], ({ refused }) => refused, 60_000)).toBe(0);
  });
});
