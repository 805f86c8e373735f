const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * A length of time as people read it, with the precision that still matters: `0.21 s`, `6.9 s`,
 * `24 m 2 s`, `3 h 12 m`, `2 d 4 h`. Under ten milliseconds it is said in milliseconds.
 */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 10) return `${Math.round(ms)} ms`;
  if (ms < SECOND_MS - 5) return `${(ms / SECOND_MS).toFixed(2)} s`;
  if (ms < MINUTE_MS - 50) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < HOUR_MS - SECOND_MS / 2) return pair(ms, MINUTE_MS, "m", SECOND_MS, "s");
  if (ms < DAY_MS - MINUTE_MS / 2) return pair(ms, HOUR_MS, "h", MINUTE_MS, "m");
  return pair(ms, DAY_MS, "d", HOUR_MS, "h");
}

function pair(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const smalls = Math.round(ms / smallMs);
  const perLarge = largeMs / smallMs;
  const rest = smalls % perLarge;
  const whole = `${Math.floor(smalls / perLarge)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

/** How long ago something was, in one unit: `just now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAgo(agoMs: number): string {
  if (agoMs < 5 * SECOND_MS) return "just now";
  if (agoMs < MINUTE_MS) return `${Math.floor(agoMs / SECOND_MS)} s ago`;
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min ago`;
  if (agoMs < DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h ago`;
  if (agoMs < 2 * DAY_MS) return "yesterday";
  return `${Math.floor(agoMs / DAY_MS)} d ago`;
}

/** A whole number with thin groups of three, so that long counts can be read: `12 044`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
