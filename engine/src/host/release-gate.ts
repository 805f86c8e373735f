import type { PartitionId } from "../model/index.js";
import type { Effect, Release } from "../partition/effect.js";
import type { LogPosition } from "../storage/log.js";
import { PositionQueue } from "./position-queue.js";

/** What leaves through the gate. What is to be shown waits among the {@link Publications}. */
export type GatedEffect = Exclude<Effect, { readonly type: "PublishHistory" | "ForgetHistory" }>;

/** An effect, whose it is, and the log position of its cause. */
export interface Released {
  readonly position: LogPosition;
  readonly partition: PartitionId;
  readonly effect: GatedEffect;
}

/**
 * Holds effects back until what caused them is durable. Effects leave in the order in which they
 * were caused; those that may leave at once never wait behind those that may not.
 */
export class ReleaseGate {
  private readonly held = new PositionQueue<Released>();

  constructor(
    private readonly releaseOf: (effect: GatedEffect) => Release,
    private readonly release: (released: Released) => void,
  ) {}

  /** Takes an effect of the event at `position`. */
  admit(released: Released): void {
    if (this.releaseOf(released.effect) === "atOnce") this.release(released);
    else this.held.add(released.position, released);
  }

  /** Everything up to and with `durable` is safe: what waited for it leaves. */
  open(durable: LogPosition): void {
    this.held.reached(durable, this.release);
  }

  get waiting(): number {
    return this.held.size;
  }
}
