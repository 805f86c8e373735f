/** How some figure is spread: percentiles and the greatest of the last samples (at most 1 024), count and sum of all. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly sum: number;
}

/** Enough for a 99th percentile that ten samples stand behind, few enough to sort four times a second. */
const SAMPLES_MAX = 1_024;

/** Takes samples one by one, at the cost of a store, and sums them up when it is asked. */
export class SampleRing {
  private readonly samples = new Float64Array(SAMPLES_MAX);
  private count = 0;
  private sum = 0;

  add(sample: number): void {
    this.samples[this.count % SAMPLES_MAX] = sample;
    this.count += 1;
    this.sum += sample;
  }

  distribution(): Distribution {
    const last = this.samples.subarray(0, Math.min(this.count, SAMPLES_MAX));
    return { ...percentilesOf(last), count: this.count, sum: this.sum };
  }
}

/** A percentile is the smallest sample that so many of the others do not exceed; without samples, 0. */
export function percentilesOf(samples: Float64Array): Pick<Distribution, "p50" | "p95" | "p99" | "max"> {
  const sorted = samples.toSorted();
  const at = (percent: number): number => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
