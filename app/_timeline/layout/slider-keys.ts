/** A page is this part of the run, but at least ten events. */
const PAGE_SHARE = 20;
const PAGE_EVENTS_MIN = 10;

/** Along the ruler time goes to the right; down the list of events it goes down. */
export type Direction = "right" | "down";

/** The event a key leads to, or `undefined` for a key that means nothing here. Positions go from 1 to `length`. */
export function positionAfterKey(
  key: string,
  position: number,
  length: number,
  direction: Direction = "right",
): number | undefined {
  const page = Math.max(PAGE_EVENTS_MIN, Math.round(length / PAGE_SHARE));
  const forward = direction === "right" ? 1 : -1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowUp: forward,
    ArrowDown: -forward,
    PageUp: forward * page,
    PageDown: -forward * page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[key];
  return step === undefined ? undefined : clampPosition(position + step, length);
}

/** The nearest event that exists; 0 only in a history without any. */
export function clampPosition(position: number, length: number): number {
  return Math.min(Math.max(Math.min(1, length), position), length);
}
