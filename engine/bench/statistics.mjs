/**
 * What a sorted list holds at a share of its length: 0.5 is its median.
 *
 * @param {readonly number[]} sorted ascending, not empty
 * @param {number} share 0 to 1
 * @returns {number}
 */
export function percentile(sorted, share) {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError("There is no percentile of nothing.");
  return value;
}

/** @param {readonly number[]} values */
export const ascending = (values) => [...values].sort((a, b) => a - b);

/** @param {readonly number[]} values not empty */
export const median = (values) => percentile(ascending(values), 0.5);

/**
 * Four digits are more than any measured figure is worth; what was counted stays as it is.
 *
 * @param {number} value
 */
export const rounded = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));
