import type { Moment, ThreadMoment } from "./history";
import { sumOf } from "./history";

/** One value of a curve. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** A rate is measured over this long: four readings, so that one late reading is no spike. */
const RATE_MS = 1_000;

/** A curve of something that every reading has, or has not. */
export function seriesOf(moments: readonly Moment[], pick: (moment: Moment) => number | undefined): readonly Point[] {
  return moments.flatMap((moment) => {
    const value = pick(moment);
    return value === undefined ? [] : [{ atMs: moment.atMs, value }];
  });
}

/** How fast a count grows, per second, at every reading but the first. */
export function ratesOf(moments: readonly Moment[], countOf: (moment: Moment) => number): readonly Point[] {
  let from = 0;
  return moments.flatMap((moment, index) => {
    if (index === 0) return [];
    // The newest moment that is at least so long ago, else the one before.
    while (from + 1 < index && moment.atMs - atMsOf(moments, from + 1) >= RATE_MS) from += 1;
    const earlier = moments[from];
    if (earlier === undefined || earlier === moment) return [];
    const grown = Math.max(0, countOf(moment) - countOf(earlier));
    return [{ atMs: moment.atMs, value: (grown * 1_000) / (moment.atMs - earlier.atMs) }];
  });
}

const atMsOf = (moments: readonly Moment[], index: number): number => moments[index]?.atMs ?? 0;

/** How much a count grew over the last so many milliseconds, or since the first reading if that is later. */
export function grownOver(moments: readonly Moment[], countOf: (moment: Moment) => number, lastMs: number): number {
  const newest = moments.at(-1);
  if (newest === undefined) return 0;
  const first = moments.find(({ atMs }) => atMs >= newest.atMs - lastMs) ?? newest;
  return Math.max(0, countOf(newest) - countOf(first));
}

/** Records for each flush, between one reading and the next; nothing where nothing was flushed. */
export function batchSizesOf(moments: readonly Moment[]): readonly Point[] {
  const flushesOf = (moment: Moment) => sumOf(moment.threads.values(), ({ flushes }) => flushes);
  const recordsOf = (moment: Moment) => sumOf(moment.threads.values(), ({ records }) => records);
  return moments.flatMap((moment, index) => {
    const earlier = moments[index - 1];
    if (earlier === undefined) return [];
    const flushes = flushesOf(moment) - flushesOf(earlier);
    if (flushes <= 0) return [];
    return [{ atMs: moment.atMs, value: Math.max(0, recordsOf(moment) - recordsOf(earlier)) / flushes }];
  });
}

/** What one thread was seen doing, reading by reading. */
export function ofThread<Value>(thread: number, pick: (moment: ThreadMoment) => Value) {
  return (moment: Moment): Value | undefined => {
    const found = moment.threads.get(thread);
    return found === undefined ? undefined : pick(found);
  };
}
