/**
 * How a hub is opened.
 *
 * @typedef {"conservative" | "local" | "global"} Mode
 * @typedef {"module" | "published"} Form as which the orchestration is given to the hub: a function of an ES
 *   module, or code that was published and runs in the locked realm
 *
 * @typedef {object} HubSettings
 * @property {Mode} mode
 * @property {Form} form
 * @property {number} threads
 * @property {number} flushDelayMs added to every flush
 * @property {number} [partitionCount]
 */

/**
 * What is measured once, in a process of its own.
 *
 * @typedef {"time" | "allocations"} ProfileKind what the threads spend: processor time, or memory that was asked for
 *
 * @typedef {object} Loop
 * @property {string} workload
 * @property {number} inFlight
 * @property {number} seconds the window
 * @property {number} warmUpSeconds
 * @property {string} directory where the data directory is made
 * @property {ProfileKind} [profile]
 *
 * @typedef {HubSettings & Loop} Measurement
 */

/**
 * What came of it, in plain numbers. What the workload does not have is absent.
 *
 * @typedef {object} Figure
 * @property {string} workload
 * @property {Mode} mode
 * @property {Form} form
 * @property {number} threads
 * @property {number} inFlight
 * @property {number} runs within the window
 * @property {number} perSecond
 * @property {number} p50Ms from the call of `start` to the end of `wait`: both are durable then
 * @property {number} p95Ms
 * @property {number} p99Ms
 * @property {number} [recordedP50Ms] from creation to completion by the run's own record, in whole milliseconds: the
 *   paper measures so; neither the client's way nor the last flush is in it
 * @property {number} [unitsPerSecond] tasks, words or signals
 * @property {number} limitRatio the share of the window that its flushes alone would take on the bare disk:
 *   1 is a log that does nothing but write
 * @property {number} bareFlushMs one durable write of an average batch, measured around the window
 * @property {number} latencyInFlushes p50 in such writes
 * @property {number} pacedFlushMs the same write with as long a pause after it as the engine made: a disk that rests is
 *   slower than one that never does
 * @property {number} latencyInPacedFlushes p50 in these
 * @property {number} flushes
 * @property {number} flushesPerSecond
 * @property {number} recordsPerFlush
 * @property {number} recordsPerRun
 * @property {number} logBytesPerRun
 * @property {number} cpuSeconds of all threads, in the window
 * @property {number} cpuMicrosPerRun
 * @property {number} peakMb of the process, from its start
 * @property {number} flushDelayMs
 */

export const MODES = /** @type {const} */ (["conservative", "local", "global"]);
export const FORMS = /** @type {const} */ (["module", "published"]);

/**
 * One line for many repetitions: each number is its median, and `perSecond` and `p50Ms` have their extremes
 * beside them.
 *
 * @param {readonly Figure[]} figures of the same measurement, not empty
 * @param {(values: readonly number[]) => number} median
 * @returns {Figure & { readonly repetitions: number, readonly perSecondMin: number, readonly perSecondMax: number,
 *   readonly p50MsMin: number, readonly p50MsMax: number }}
 */
export function overRepetitions(figures, median) {
  const [first] = figures;
  if (first === undefined) throw new RangeError("There is no figure of no repetition.");
  /** @param {string} key */
  const all = (key) => figures.map((figure) => Number(Reflect.get(figure, key)));
  const medians = Object.fromEntries(
    Object.entries(first).map(([key, value]) => [key, typeof value === "number" ? median(all(key)) : value]),
  );
  return {
    .../** @type {Figure} */ (/** @type {unknown} */ (medians)),
    repetitions: figures.length,
    perSecondMin: Math.min(...all("perSecond")),
    perSecondMax: Math.max(...all("perSecond")),
    p50MsMin: Math.min(...all("p50Ms")),
    p50MsMax: Math.max(...all("p50Ms")),
  };
}
