import type { Clock } from "./clock.js";

/** The clock is looked at after so many entries: below that a look costs more than it saves. */
const ENTRIES_MIN = 64;
/** However long others took, a slice ends after so many: a few milliseconds. */
const ENTRIES_MAX = 1_024;
/** A slice may take a third of the time that others had since the last one. */
const SHARE = 1 / 3;

/**
 * How a snapshot shares the thread. A turn of a busy loop is long, and in each of them more becomes ready to
 * be stored: slices of a fixed size would fall behind for ever. So a slice takes its share of the time that
 * the rest of the thread took.
 */
export class SnapshotSlices {
  private entries = 0;
  private beganMs: number;
  private endedMs: number;

  constructor(private readonly clock: Pick<Clock, "nowMs">) {
    this.beganMs = clock.nowMs();
    this.endedMs = this.beganMs;
  }

  /** Counts an entry. True when others must have their turn before the next one. */
  isFull(): boolean {
    this.entries += 1;
    if (this.entries % ENTRIES_MIN !== 0) return false;
    const nowMs = this.clock.nowMs();
    const mayTakeMs = (this.beganMs - this.endedMs) * SHARE;
    if (this.entries < ENTRIES_MAX && nowMs - this.beganMs < mayTakeMs) return false;
    this.endedMs = nowMs;
    return true;
  }

  /** Others have had their turn. */
  begin(): void {
    this.entries = 0;
    this.beganMs = this.clock.nowMs();
  }
}
