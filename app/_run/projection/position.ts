/**
 * Which event of a run is looked at. `follow` is the newest one, whatever it is; a number stays
 * where it is while the run goes on.
 */
export type Position = "follow" | number;

/** The number of events that are part of what is shown. */
export function eventAt(position: Position, eventCount: number): number {
  return position === "follow" ? eventCount : Math.min(Math.max(0, position), eventCount);
}

/** Where one wants to look; the newest event is followed, so that a live run moves on from there. */
export function lookAt(seq: number, eventCount: number): Position {
  return seq >= eventCount ? "follow" : Math.max(0, seq);
}

/** True while what is shown is not the newest: nothing can be changed there. */
export function isPast(position: Position, eventCount: number): boolean {
  return eventAt(position, eventCount) < eventCount;
}
