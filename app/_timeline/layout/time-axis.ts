import { SIZES } from "./sizes";

/** A stretch of time, in epoch milliseconds. `toMs` is after `fromMs`. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A piece of the axis on which time goes by evenly. A folded piece stands for a long time in which nothing worked. */
export interface AxisSegment extends TimeRange {
  readonly fromX: number;
  readonly toX: number;
  readonly folded: boolean;
}

/** How time lies on a strip of so many pixels. Segments lie side by side and cover the window. */
export interface TimeAxis {
  readonly window: TimeRange;
  readonly widthPx: number;
  readonly segments: readonly AxisSegment[];
}

/** A gap is folded when it would otherwise take this many times the width it is folded to. */
const WORTH_FOLDING = 2;
/** Folds never take more than this part of the axis. */
const FOLDED_SHARE_MAX = 0.5;

/**
 * Lays a window of time on a strip. With `idle` gaps given, those that would take more than twice
 * the width of a fold are folded, the longest first: all folds of one axis are equally wide, at
 * most 60 px, and what is left of the strip is shared by the rest of the time, evenly.
 */
export function timeAxis(window: TimeRange, widthPx: number, idle: readonly TimeRange[] = []): TimeAxis {
  const roomPx = Math.max(1, widthPx - 2 * SIZES.axisMargin);
  const folds = foldsWorthwhile(window, roomPx, idle);
  const foldPx = foldWidth(roomPx);
  const activeMs = lengthOf(window) - folds.reduce((sum, fold) => sum + lengthOf(fold), 0);
  const pxPerMs = (roomPx - folds.length * foldPx) / Math.max(activeMs, Number.MIN_VALUE);
  const segments: AxisSegment[] = [];
  let x: number = SIZES.axisMargin;
  let ms = window.fromMs;
  const put = (toMs: number, px: number, folded: boolean) => {
    segments.push({ fromMs: ms, toMs, fromX: x, toX: x + px, folded });
    ms = toMs;
    x += px;
  };
  for (const fold of folds) {
    if (fold.fromMs > ms) put(fold.fromMs, (fold.fromMs - ms) * pxPerMs, false);
    put(fold.toMs, foldPx, true);
  }
  if (window.toMs > ms || segments.length === 0) put(window.toMs, (window.toMs - ms) * pxPerMs, false);
  return { window, widthPx, segments };
}

function foldWidth(roomPx: number): number {
  return Math.min(SIZES.foldWidthMax, roomPx / 8);
}

function foldsWorthwhile(window: TimeRange, roomPx: number, idle: readonly TimeRange[]): readonly TimeRange[] {
  const foldPx = foldWidth(roomPx);
  const inside = idle
    .map((gap) => ({ fromMs: Math.max(gap.fromMs, window.fromMs), toMs: Math.min(gap.toMs, window.toMs) }))
    .filter((gap) => gap.toMs > gap.fromMs)
    .sort((a, b) => lengthOf(b) - lengthOf(a));
  let activeMs = lengthOf(window);
  let count = 0;
  for (const gap of inside) {
    const leftPx = roomPx - count * foldPx;
    if ((count + 1) * foldPx > roomPx * FOLDED_SHARE_MAX) break;
    // Something must be left to fill the strip: a window in which nothing happens is not folded away.
    if (lengthOf(gap) >= activeMs) break;
    if (lengthOf(gap) * leftPx <= WORTH_FOLDING * foldPx * activeMs) break;
    activeMs -= lengthOf(gap);
    count += 1;
  }
  return inside.slice(0, count).sort((a, b) => a.fromMs - b.fromMs);
}

function lengthOf(range: TimeRange): number {
  return range.toMs - range.fromMs;
}

/** Where a moment lies. Moments outside of the window lie at its nearer edge. */
export function xOf(axis: TimeAxis, ms: number): number {
  const segment = axis.segments.find((one) => ms <= one.toMs) ?? axis.segments.at(-1);
  if (segment === undefined) return SIZES.axisMargin;
  return segment.fromX + partOf(segment.fromMs, segment.toMs, ms) * (segment.toX - segment.fromX);
}

/** Which moment lies at a pixel; the opposite of {@link xOf}. */
export function msOf(axis: TimeAxis, x: number): number {
  const segment = axis.segments.find((one) => x <= one.toX) ?? axis.segments.at(-1);
  if (segment === undefined) return axis.window.fromMs;
  return segment.fromMs + partOf(segment.fromX, segment.toX, x) * (segment.toMs - segment.fromMs);
}

function partOf(from: number, to: number, value: number): number {
  return to === from ? 0 : Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** True when a moment lies in the window. */
export function isShown(axis: TimeAxis, ms: number): boolean {
  return ms >= axis.window.fromMs && ms <= axis.window.toMs;
}
