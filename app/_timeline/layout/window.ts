import type { TimeRange } from "./time-axis";

/** The shortest window one can zoom into. */
const WINDOW_MS_MIN = 2;

/** What is shown: all of the run, as it grows, or a fixed part of it. */
export type ShownWindow = "all" | TimeRange;

/** The part of the extent that is shown. */
export function shownRange(shown: ShownWindow, extent: TimeRange): TimeRange {
  return shown === "all" ? extent : within(shown, extent);
}

/** A range moved and cut so that it lies in the extent and is not too short. */
export function within(range: TimeRange, extent: TimeRange): TimeRange {
  const length = Math.min(Math.max(range.toMs - range.fromMs, WINDOW_MS_MIN), extent.toMs - extent.fromMs);
  const fromMs = Math.min(Math.max(range.fromMs, extent.fromMs), extent.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** The window `factor` times as long, with the moment `aroundMs` staying where it is. */
export function zoomed(shown: ShownWindow, extent: TimeRange, factor: number, aroundMs: number): ShownWindow {
  const range = shownRange(shown, extent);
  const around = Math.min(Math.max(aroundMs, range.fromMs), range.toMs);
  const next = { fromMs: around - (around - range.fromMs) * factor, toMs: around + (range.toMs - around) * factor };
  if (next.toMs - next.fromMs >= extent.toMs - extent.fromMs) return "all";
  return within(next, extent);
}

/** The window moved, if need be, so that a moment is in it. */
export function revealing(shown: ShownWindow, extent: TimeRange, ms: number): ShownWindow {
  if (shown === "all" || (ms >= shown.fromMs && ms <= shown.toMs)) return shown;
  const half = (shown.toMs - shown.fromMs) / 2;
  return within({ fromMs: ms - half, toMs: ms + half }, extent);
}
