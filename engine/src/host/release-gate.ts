import { type Effect, releaseOf } from "../partition/effect.js";
import type { LogPosition } from "../storage/log.js";

/** An effect, and whose it is. */
export interface Released {
  readonly partition: number;
  readonly effect: Effect;
}

/**
 * Holds effects back until what caused them is durable. Effects leave in the order in which they
 * were caused; those that may leave at once never wait behind those that may not.
 */
export class ReleaseGate {
  private readonly held: { readonly position: LogPosition; readonly released: Released }[] = [];
  private head = 0;

  constructor(private readonly release: (released: Released) => void) {}

  /** Takes the effects of the event at `position`. */
  admit(position: LogPosition, partition: number, effects: readonly Effect[]): void {
    for (const effect of effects) {
      const released = { partition, effect };
      if (releaseOf(effect) === "atOnce") this.release(released);
      else this.held.push({ position, released });
    }
  }

  /** Everything up to and with `durable` is safe: what waited for it leaves. */
  open(durable: LogPosition): void {
    for (let next = this.held[this.head]; next !== undefined && next.position <= durable; next = this.held[this.head]) {
      this.head += 1;
      this.release(next.released);
    }
    if (this.head === this.held.length || this.head > 4096) {
      this.held.splice(0, this.head);
      this.head = 0;
    }
  }

  get waiting(): number {
    return this.held.length - this.head;
  }
}
