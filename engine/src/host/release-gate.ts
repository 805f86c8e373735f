import type { HistoryEvent, PartitionId } from "../model/index.js";
import type { Effect, Release } from "../partition/effect.js";
import type { LogPosition } from "../storage/log.js";

/** An effect, whose it is, and the log position of its cause. */
export interface Released {
  readonly position: LogPosition;
  readonly partition: PartitionId;
  readonly effect: Effect;
  /** With a `PublishHistory`: the history whose first events the record speaks of. */
  readonly history?: readonly HistoryEvent[];
}

/**
 * Holds effects back until what caused them is durable. Effects leave in the order in which they
 * were caused; those that may leave at once never wait behind those that may not.
 */
export class ReleaseGate {
  private held: Released[] = [];
  private head = 0;

  constructor(
    private readonly releaseOf: (effect: Effect) => Release,
    private readonly release: (released: Released) => void,
  ) {}

  /** Takes an effect of the event at `position`. */
  admit(released: Released): void {
    if (this.releaseOf(released.effect) === "atOnce") this.release(released);
    else this.held.push(released);
  }

  /** Everything up to and with `durable` is safe: what waited for it leaves. */
  open(durable: LogPosition): void {
    for (let next = this.held[this.head]; next !== undefined && next.position <= durable; next = this.held[this.head]) {
      this.head += 1;
      this.release(next);
    }
    if (this.head === this.held.length) {
      this.held.length = 0;
      this.head = 0;
    } else if (this.head > 4096) {
      this.held = this.held.slice(this.head);
      this.head = 0;
    }
  }

  get waiting(): number {
    return this.held.length - this.head;
  }
}
