import type { HistoryEvent } from "@dacapo/engine/model";

/** How much faster than life a run can be played. */
export const SPEEDS = [0.5, 1, 2, 4, 16, 64] as const;
export type Speed = (typeof SPEEDS)[number];

/** Waits are cut to this when playing: nobody watches a timer for three hours. */
const STEP_MS_MAX = 800;
/** A frame of the screen; events that are nearer to each other are shown together. */
const STEP_MS_MIN = 16;

/** The next event to show when playing, and how long to wait for it. `undefined` at the end. */
export function nextStep(
  events: readonly HistoryEvent[],
  position: number,
  speed: number,
): { readonly position: number; readonly delayMs: number } | undefined {
  if (position >= events.length) return undefined;
  const fromMs = events[Math.max(0, position - 1)]?.atMs ?? 0;
  let next = position + 1;
  while (next < events.length && gap(events, fromMs, next) / speed < STEP_MS_MIN) next += 1;
  const together = gap(events, fromMs, next) / speed < STEP_MS_MIN ? next : next - 1;
  if (together > position) return { position: together, delayMs: STEP_MS_MIN };
  return { position: next, delayMs: Math.min(STEP_MS_MAX, gap(events, fromMs, next) / speed) };
}

function gap(events: readonly HistoryEvent[], fromMs: number, n: number): number {
  return (events[n - 1]?.atMs ?? fromMs) - fromMs;
}
