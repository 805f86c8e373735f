import type { HistoryEvent } from "@dacapo/engine/model";
import { msOf, type TimeAxis, xOf } from "./time-axis";

/** How many events had been recorded at a moment. */
export function eventsUntil(events: readonly HistoryEvent[], ms: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.atMs ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the state after `n` events began; the start of the run for 0. */
export function timeOfEvent(events: readonly HistoryEvent[], n: number): number {
  const index = Math.min(Math.max(0, n - 1), events.length - 1);
  return events[index]?.atMs ?? 0;
}

/** Where the playhead stands after `n` events. */
export function playheadX(axis: TimeAxis, events: readonly HistoryEvent[], n: number): number {
  return xOf(axis, timeOfEvent(events, n));
}

/**
 * The event nearest to a pixel. Of events recorded in the same millisecond it is the last: a turn's
 * actions are one step for a person who drags; the arrow keys go through them one by one.
 */
export function eventAtX(axis: TimeAxis, events: readonly HistoryEvent[], x: number): number {
  const before = eventsUntil(events, msOf(axis, x));
  const next = events[before];
  if (next === undefined) return events.length;
  const after = eventsUntil(events, next.atMs);
  if (before === 0) return after;
  return x - playheadX(axis, events, before) <= xOf(axis, next.atMs) - x ? before : after;
}
