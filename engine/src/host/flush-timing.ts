import type { Clock } from "./clock.js";

/** What nobody waits for is durable so soon all the same, give or take what a timer is late. */
const FLUSH_WITHIN_MS = 2;

export interface FlushTimingParts {
  readonly clock: Clock;
  /** There are records that were not handed to the log. */
  readonly hasGathered: () => boolean;
  /** Somebody is held up until what has gathered is durable. */
  readonly isAwaited: () => boolean;
  readonly flush: () => void;
}

/**
 * When what has gathered is made durable: at the end of the turn if somebody waits for it, an answer to a
 * client for instance; else a moment later, with what comes until then. A run whose episodes and activities
 * may all be speculative costs one flush when it is accepted and one when it ends, however many turns
 * it takes.
 */
export class FlushTiming {
  private disarm: (() => void) | undefined;

  constructor(private readonly parts: FlushTimingParts) {}

  turnEnded(): void {
    const { clock, hasGathered, isAwaited } = this.parts;
    if (!hasGathered()) return;
    if (isAwaited()) this.flush();
    else this.disarm ??= clock.callAt(clock.nowMs() + FLUSH_WITHIN_MS, () => this.flush());
  }

  close(): void {
    this.disarm?.();
    this.disarm = undefined;
  }

  private flush(): void {
    this.close();
    this.parts.flush();
  }
}
