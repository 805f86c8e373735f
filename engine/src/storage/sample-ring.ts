/** Of the last samples (at most 1 024). */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly sum: number;
}

const SAMPLES_MAX = 1_024;

/** The last samples of a measured value. */
export class SampleRing {
  private readonly samples = new Float64Array(SAMPLES_MAX);
  private added = 0;

  add(sample: number): void {
    this.samples[this.added % SAMPLES_MAX] = sample;
    this.added += 1;
  }

  distribution(): Distribution {
    return distributionOf(this.samples.subarray(0, Math.min(this.added, SAMPLES_MAX)));
  }
}

/** A percentile is the smallest sample that so many of the others do not exceed; without samples, 0. */
export function distributionOf(samples: Float64Array): Distribution {
  const sorted = samples.toSorted();
  const count = sorted.length;
  const percentile = (percent: number): number => sorted[Math.max(0, Math.ceil((percent / 100) * count) - 1)] ?? 0;
  return {
    count,
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    max: percentile(100),
    sum: sorted.reduce((sum, sample) => sum + sample, 0),
  };
}
