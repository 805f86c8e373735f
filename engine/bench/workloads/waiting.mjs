/** A day: longer than any measurement. */
export const WAITING_MS = 24 * 60 * 60 * 1_000;

/** Runs that wait for a timer. They are counted, not raced: no closed loop can be made of them. */
export const waiting = { module: new URL("../../examples/waiting.mjs", import.meta.url), orchestration: "waiting" };
