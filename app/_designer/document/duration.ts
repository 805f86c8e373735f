/** The units in which a person gives a time, the greatest first. */
export const DURATION_UNITS = [
  { unit: "d", word: "days", lengthMs: 86_400_000 },
  { unit: "h", word: "hours", lengthMs: 3_600_000 },
  { unit: "min", word: "minutes", lengthMs: 60_000 },
  { unit: "s", word: "seconds", lengthMs: 1_000 },
  { unit: "ms", word: "milliseconds", lengthMs: 1 },
] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** `1500` → `1.5 s`. Whole units where they fit. */
export function durationText(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return "…";
  for (const { unit, lengthMs } of DURATION_UNITS) {
    if (durationMs >= lengthMs) return `${Math.round((durationMs / lengthMs) * 100) / 100} ${unit}`;
  }
  return `${durationMs} ms`;
}

/** The greatest unit of which the time is a whole number; seconds for none at all. */
export function unitOf(durationMs: number): DurationUnit {
  const fitting = DURATION_UNITS.find(({ lengthMs }) => durationMs >= lengthMs && durationMs % lengthMs === 0);
  return durationMs === 0 ? SECONDS : (fitting ?? MILLISECONDS);
}

export const SECONDS: DurationUnit = DURATION_UNITS[3];
const MILLISECONDS: DurationUnit = DURATION_UNITS[4];
