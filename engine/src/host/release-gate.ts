import { releaseOf } from "../partition/effect.js";
import type { PartitionEffect } from "../partition/step-together.js";
import type { LogPosition } from "../storage/log.js";

/**
 * Holds effects back until what caused them is durable. Effects leave in the order in which they
 * were caused; those that may leave at once never wait behind those that may not.
 */
export class ReleaseGate {
  private readonly held: { readonly position: LogPosition; readonly released: PartitionEffect }[] = [];
  private head = 0;

  constructor(private readonly release: (released: PartitionEffect) => void) {}

  /** Takes the effects of the event at `position`. */
  admit(position: LogPosition, effects: readonly PartitionEffect[]): void {
    for (const released of effects) {
      if (releaseOf(released.effect, "local", NONE_IS_IDEMPOTENT) === "atOnce") this.release(released);
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

/** Every activity waits for its cause to be durable. */
const NONE_IS_IDEMPOTENT = (): boolean => false;
