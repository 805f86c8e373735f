import type { Distribution } from "./metrics.js";

/** Enough for a 99th percentile that ten samples stand behind, few enough to sort four times a second. */
const SAMPLES_MAX = 1_024;

/** Takes samples one by one, at the cost of a store, and sums them up when it is asked. */
export class Samples {
  private readonly last = new Float64Array(SAMPLES_MAX);
  private count = 0;
  private sum = 0;

  add(value: number): void {
    this.last[this.count % SAMPLES_MAX] = value;
    this.count += 1;
    this.sum += value;
  }

  distribution(): Distribution {
    const sorted = this.last.slice(0, Math.min(this.count, SAMPLES_MAX)).sort();
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { count: this.count, sum: this.sum, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  }
}
