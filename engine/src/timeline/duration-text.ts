const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time as people read it, never more than two units: `82 ms`, `1.42 s`, `3 h 12 m`. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND) return `${Math.round(length)} ms`;
  if (length < 10 * SECOND) return `${(Math.floor(length / 10) / 100).toFixed(2)} s`;
  if (length < MINUTE) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`;
  if (length < HOUR) return twoUnits(length, MINUTE, "m", SECOND, "s");
  if (length < DAY) return twoUnits(length, HOUR, "h", MINUTE, "m");
  return twoUnits(length, DAY, "d", HOUR, "h");
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const count = Math.floor(ms / large);
  const rest = Math.floor((ms - count * large) / small);
  return rest === 0 ? `${count} ${largeName}` : `${count} ${largeName} ${rest} ${smallName}`;
}

/** Time since the start of a run: `00:04.2`, `12:30.0`, `3:12:19.7`. */
export function elapsedText(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
  const minutes = String(Math.floor(tenths / 600) % 60).padStart(2, "0");
  const hours = Math.floor(tenths / 36_000);
  return hours > 0 ? `${hours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}
