import { type Distribution, SampleRing } from "./sample-ring.js";

/** One flush: the records that it carried, and its times in milliseconds of the clock that was given. */
export interface FlushSample {
  readonly gatheredFromMs: number;
  readonly beganMs: number;
  readonly endedMs: number;
  readonly records: number;
  readonly bytes: number;
}

/** What the last flushes were like. Times in milliseconds of the clock that was given. */
export interface CommitMetrics {
  readonly flushMs: Distribution;
  readonly batchRecords: Distribution;
  readonly batchBytes: Distribution;
  /** The last ones, oldest first. */
  readonly recent: readonly FlushSample[];
}

const RECENT_MAX = 32;

/** Remembers what the last flushes were like. */
export class FlushSamples {
  private readonly flushMs = new SampleRing();
  private readonly batchRecords = new SampleRing();
  private readonly batchBytes = new SampleRing();
  private readonly recent: FlushSample[] = [];

  add(sample: FlushSample): void {
    this.flushMs.add(sample.endedMs - sample.beganMs);
    this.batchRecords.add(sample.records);
    this.batchBytes.add(sample.bytes);
    this.recent.push(sample);
    if (this.recent.length > RECENT_MAX) this.recent.shift();
  }

  metrics(): CommitMetrics {
    return {
      flushMs: this.flushMs.distribution(),
      batchRecords: this.batchRecords.distribution(),
      batchBytes: this.batchBytes.distribution(),
      recent: [...this.recent],
    };
  }
}
