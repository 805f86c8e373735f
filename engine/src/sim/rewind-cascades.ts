import type { Tally } from "./tally.js";

/** A loss that other logs may have worked on: where it began, and over how many logs it has come here. */
interface Loss {
  /** Partitions that went back because of it. */
  readonly taken: { partitions: number };
  readonly logs: number;
}

/**
 * Counts what one lost log takes with it in global speculation. A log learns of a loss from the introduction of the
 * log that begins anew; so who goes back does it for whom it heard last, and passes the same loss on.
 */
export class RewindCascades {
  private readonly losses = new Map<number, Loss>();
  private readonly heardLast = new Map<number, number>();

  constructor(
    private readonly tally: Tally,
    private readonly partitionsOf: (thread: number) => number,
  ) {}

  /** A thread died: whatever follows begins with it. */
  died(thread: number): void {
    this.losses.set(thread, { taken: { partitions: 0 }, logs: 0 });
  }

  /** A log that began anew has introduced itself to another one. */
  introduced(from: number, to: number): void {
    this.heardLast.set(to, from);
  }

  /** A log went back to what is durable, because of what another one has lost. */
  rewound(thread: number): void {
    const { tally } = this;
    const cause = this.heardLast.get(thread);
    const before = cause === undefined ? undefined : this.losses.get(cause);
    const loss: Loss = { taken: before?.taken ?? { partitions: 0 }, logs: (before?.logs ?? 0) + 1 };
    this.losses.set(thread, loss);
    const partitions = this.partitionsOf(thread);
    loss.taken.partitions += partitions;
    tally.rewinds += 1;
    if (loss.logs > 1) tally.rewindsOfRewinds += 1;
    tally.partitionsRewound += partitions;
    tally.rewindCascadeLongest = Math.max(tally.rewindCascadeLongest, loss.logs);
    tally.partitionsRewoundMost = Math.max(tally.partitionsRewoundMost, loss.taken.partitions);
  }
}
