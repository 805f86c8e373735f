import type { HistoryEvent } from "@dacapo/engine/model";
import { eventsUntil, playheadX } from "./event-place";
import { isShown, msOf, type TimeAxis, xOf } from "./time-axis";

/** A mark on the ruler. */
export interface Tick {
  readonly x: number;
  readonly label: string;
}

const TIME_TICK_PX_MIN = 64;
/** What a label needs before a fold, whose own label lies over it. */
const LABEL_PX = 48;
const EVENT_TICK_GAP_PX = 18;
const DIGIT_PX = 7;
const TURN_LINE_PX_MIN = 12;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The steps a person counts in. */
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY),
];

/** Time since the start of the run at even steps, segment by segment; folds have none. */
export function timeTicks(axis: TimeAxis, startMs: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const [index, segment] of axis.segments.entries()) {
    const roomUntilX = axis.segments[index + 1]?.folded ? segment.toX - LABEL_PX : segment.toX;
    const pxPerMs = (segment.toX - segment.fromX) / Math.max(1e-9, segment.toMs - segment.fromMs);
    if (segment.folded || !(pxPerMs > 0)) continue;
    const stepMs = STEPS_MS.find((step) => step * pxPerMs >= TIME_TICK_PX_MIN) ?? STEPS_MS.at(-1) ?? DAY;
    const first = Math.ceil((segment.fromMs - startMs) / stepMs) * stepMs;
    for (let elapsed = first; elapsed <= segment.toMs - startMs; elapsed += stepMs) {
      const x = segment.fromX + (elapsed + startMs - segment.fromMs) * pxPerMs;
      const previous = ticks.at(-1);
      if (x <= roomUntilX && (previous === undefined || x - previous.x >= TIME_TICK_PX_MIN))
        ticks.push({ x, label: elapsedLabel(elapsed, stepMs) });
    }
  }
  return ticks;
}

/** A moment of the run, only as precise as its step: `250 ms`, `3 s`, `2:30`, `3:12:08`, `2 d 6 h`. */
export function elapsedLabel(elapsedMs: number, stepMs: number): string {
  if (elapsedMs === 0) return stepMs < SECOND ? "0 ms" : "0 s";
  if (stepMs >= HOUR && elapsedMs >= DAY) {
    const hours = Math.round((elapsedMs % DAY) / HOUR);
    return hours === 0 ? `${Math.floor(elapsedMs / DAY)} d` : `${Math.floor(elapsedMs / DAY)} d ${hours} h`;
  }
  if (elapsedMs < SECOND) return `${Math.round(elapsedMs)} ms`;
  const decimals = stepMs >= SECOND ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
  if (elapsedMs < MINUTE) return `${(elapsedMs / SECOND).toFixed(decimals)} s`;
  const seconds = ((elapsedMs % MINUTE) / SECOND).toFixed(decimals).padStart(decimals === 0 ? 2 : decimals + 3, "0");
  const minutes = Math.floor((elapsedMs % HOUR) / MINUTE);
  if (elapsedMs < HOUR) return `${minutes}:${seconds}`;
  return `${Math.floor(elapsedMs / HOUR)}:${String(minutes).padStart(2, "0")}:${seconds}`;
}

/** Event numbers along the ruler, as a score numbers its bars: as many as there is room for. */
export function eventTicks(axis: TimeAxis, events: readonly HistoryEvent[]): readonly Tick[] {
  const ticks: Tick[] = [];
  const stepPx = EVENT_TICK_GAP_PX + DIGIT_PX * String(events.length).length;
  let n = Math.max(1, eventsUntil(events, axis.window.fromMs - 1) + 1);
  while (n <= events.length && (events[n - 1]?.atMs ?? 0) <= axis.window.toMs) {
    const x = playheadX(axis, events, n);
    ticks.push({ x, label: String(n) });
    n = Math.max(n + 1, eventsUntil(events, msOf(axis, x + stepPx)) + 1);
  }
  return ticks;
}

/** Where turns began: thin lines, left out where they would be nearer than a person can tell apart. */
export function turnLines(axis: TimeAxis, turns: readonly { readonly atMs: number }[]): readonly number[] {
  const lines: number[] = [];
  for (const { atMs } of turns) {
    if (!isShown(axis, atMs)) continue;
    const x = Math.round(xOf(axis, atMs));
    if (x - (lines.at(-1) ?? Number.NEGATIVE_INFINITY) >= TURN_LINE_PX_MIN) lines.push(x);
  }
  return lines;
}
