/** Everything a run, or a piece of one, can be seen to be doing. Each has its own shape, hue and word. */
export const RUN_STATES = [
  "queued",
  "running",
  "timer",
  "event",
  "retrying",
  "completed",
  "failed",
  "cancelled",
  "skipped",
  "replayed",
  "paused",
] as const;
export type RunStateName = (typeof RUN_STATES)[number];

/** What a glyph can show: a state, or that the run has not been there. */
export type GlyphState = RunStateName | "idle";

const WORDS: Readonly<Record<GlyphState, string>> = {
  queued: "Queued",
  running: "Running",
  timer: "Waiting: timer",
  event: "Waiting: event",
  retrying: "Retrying",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  skipped: "Skipped",
  replayed: "Replayed",
  paused: "Paused",
  idle: "Not reached",
};

/** The state in words. A state is never shown by colour alone. */
export function stateWord(state: GlyphState): string {
  return WORDS[state];
}
