/**
 * What the logs of a hub have done since it was opened, over all of its threads.
 *
 * @typedef {object} LogWork
 * @property {number} atMs
 * @property {number} flushes
 * @property {number} flushMs how long they took, summed
 * @property {number} records
 * @property {number} bytes
 * @property {number} completed runs
 */

/**
 * @param {import("@dacapo/engine").HubMetrics} metrics
 * @returns {LogWork}
 */
export function logWork({ atMs, threads }) {
  /** @param {(thread: import("@dacapo/engine").HubMetrics["threads"][number]) => number} of */
  const sum = (of) => threads.reduce((total, thread) => total + of(thread), 0);
  return {
    atMs,
    flushes: sum(({ flushes }) => flushes.count),
    flushMs: sum(({ flushes }) => flushes.sum),
    records: sum(({ counts }) => counts.records),
    bytes: sum(({ counts }) => counts.logBytes),
    completed: sum(({ counts }) => counts.completed),
  };
}

/**
 * The work between two looks.
 *
 * @param {LogWork} before
 * @param {LogWork} after
 */
export function workBetween(before, after) {
  const difference = /** @type {LogWork} */ ({});
  for (const key of /** @type {(keyof LogWork)[]} */ (Object.keys(after))) difference[key] = after[key] - before[key];
  const { atMs: forMs, ...work } = difference;
  return { forMs, ...work };
}
