import type { FlushSample } from "@/app/_server/api-types";
import { durationMs, medianOf } from "./history";
import { countText, durationText, figureText } from "./words";

/** A block in a lane of the commit pipeline; `left` and `width` are shares of the lane, in percent. */
export interface Block {
  readonly key: string;
  readonly left: number;
  readonly width: number;
  /** Absent where there is no room for it. */
  readonly label?: string;
}

/** A stretch in which nothing was flushed, drawn narrow and named by its length. */
export interface Fold {
  readonly key: string;
  readonly left: number;
  readonly width: number;
  readonly label: string;
}

export interface Pipeline {
  /** How long the picture is in all, what was folded included. */
  readonly spanMs: number;
  readonly gathers: readonly Block[];
  readonly flushes: readonly Block[];
  readonly releases: readonly Block[];
  readonly folds: readonly Fold[];
  /** The same in words. */
  readonly sentence: string;
}

/** Few enough that a label fits in each block. */
const FLUSHES_MAX = 8;
const FOLD_WIDTH = 6.6;
const RELEASE_WIDTH = 1.6;
const BLOCK_WIDTH_MIN = 0.6;
const LABEL_WIDTH_MIN = 4.5;
/** A pause this many times longer than a usual round is not worth its space. */
const FOLD_FACTOR = 3;
/** No stopwatch tells less; below it the axis would magnify rounding errors. */
const ACTIVE_MS_MIN = 0.001;

/**
 * The last flushes of a thread on one axis:
 *
 *   gather   ┌┄┄ 31 ┄┄┐┌┄┄ 44 ┄┄┐
 *   flush             ┌── 2.8 ──┐┌── 2.9 ──┐
 *   released                    ▪           ▪        what waited for that position leaves
 *
 * Time runs evenly within a round and is folded where nothing happened, so that a quiet thread shows
 * its rounds as large as a busy one. `undefined` before the first flush.
 */
export function pipelineOf(recent: readonly FlushSample[]): Pipeline | undefined {
  const shown = recent.slice(-FLUSHES_MAX);
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const axis = foldedAxis(shown);
  const block = (key: string, fromMs: number, toMs: number, label: string): Block => {
    const left = axis.at(fromMs);
    const width = Math.max(BLOCK_WIDTH_MIN, axis.at(toMs) - left);
    return { key, left: Math.min(left, 100 - width), width, ...(width >= LABEL_WIDTH_MIN && { label }) };
  };
  const keyed = shown.map((flush) => ({ ...flush, key: flush.endedMs.toFixed(3) }));
  return {
    spanMs: last.endedMs - first.gatheredFromMs,
    gathers: keyed.map((flush) => block(flush.key, flush.gatheredFromMs, flush.beganMs, String(flush.records))),
    flushes: keyed.map((flush) => block(flush.key, flush.beganMs, flush.endedMs, figureText(durationMs(flush)))),
    releases: keyed.map(({ key, endedMs }) => ({
      key,
      left: Math.min(axis.at(endedMs), 100 - RELEASE_WIDTH),
      width: RELEASE_WIDTH,
    })),
    folds: axis.folds,
    sentence: sentenceOf(shown),
  };
}

interface Axis {
  /** Where a moment is, in percent. */
  at(ms: number): number;
  readonly folds: readonly Fold[];
}

/** Pauses between one flush and the next gathering become narrow; all else shares the rest evenly. */
function foldedAxis(flushes: readonly FlushSample[]): Axis {
  const rounds = flushes.map(({ gatheredFromMs, endedMs }) => endedMs - gatheredFromMs);
  const pauseMsMax = FOLD_FACTOR * (medianOf(rounds) ?? 0);
  const pauses = flushes.slice(1).flatMap((flush, index) => {
    const fromMs = flushes[index]?.endedMs ?? flush.gatheredFromMs;
    return flush.gatheredFromMs - fromMs > pauseMsMax ? [{ fromMs, toMs: flush.gatheredFromMs }] : [];
  });
  const startMs = flushes[0]?.gatheredFromMs ?? 0;
  const endMs = flushes.at(-1)?.endedMs ?? 0;
  const pausedMs = pauses.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  // A little room at the right for the last release.
  const room = 100 - pauses.length * FOLD_WIDTH - RELEASE_WIDTH;
  const perMs = room / Math.max(endMs - startMs - pausedMs, ACTIVE_MS_MIN);
  const at = (ms: number): number => {
    let activeMs = ms - startMs;
    let folded = 0;
    for (const { fromMs, toMs } of pauses) {
      if (ms <= fromMs) break;
      const withinMs = Math.min(ms, toMs) - fromMs;
      activeMs -= withinMs;
      folded += (withinMs / (toMs - fromMs)) * FOLD_WIDTH;
    }
    return activeMs * perMs + folded;
  };
  const folds = pauses.map(({ fromMs, toMs }) => ({
    key: toMs.toFixed(3),
    left: at(fromMs) + RELEASE_WIDTH,
    width: FOLD_WIDTH - RELEASE_WIDTH,
    label: durationText(toMs - fromMs),
  }));
  return { at, folds };
}

function sentenceOf(flushes: readonly FlushSample[]): string {
  const each = flushes.map((flush) => `${countText(flush.records, "record")} in ${figureText(durationMs(flush))} ms`);
  const what = flushes.length === 1 ? "The last flush" : `The last ${flushes.length} flushes, oldest first`;
  return `${what}: ${each.join("; ")}.`;
}
