/**
 * @typedef {Readonly<Record<string, unknown>>} Row
 *
 * @typedef {object} Target
 * @property {string} what
 * @property {"at most" | "at least"} bound
 * @property {number} value
 * @property {(rows: readonly Row[]) => number | undefined} found from a run's figures; `undefined` if it did not measure it
 */

/** A hub as it is when nobody says otherwise. */
const USUAL = { mode: "local", form: "module", threads: 1, flushDelayMs: 0 };

/**
 * A number of the first row that is as described.
 *
 * @param {readonly Row[]} rows
 * @param {string} key
 * @param {Row} described
 * @returns {number | undefined}
 */
function numberOf(rows, key, described) {
  const row = rows.find((each) => Object.entries(described).every(([name, value]) => each[name] === value));
  const value = row?.[key];
  return typeof value === "number" ? value : undefined;
}

/** @param {string} key @param {Row} described @returns {Target["found"]} */
const figure = (key, described) => (rows) => numberOf(rows, key, { ...USUAL, ...described });

/**
 * One number over another.
 *
 * @param {Target["found"]} over
 * @param {Target["found"]} under
 * @returns {Target["found"]}
 */
const ratio = (over, under) => (rows) => {
  const [above, below] = [over(rows), under(rows)];
  return above === undefined || below === undefined ? undefined : above / below;
};

/** The greatest of all rows. @param {string} key @returns {Target["found"]} */
const mostOfScale = (key) => (rows) => {
  const values = rows.filter(({ workload }) => workload === "scale").flatMap((row) => row[key] ?? []);
  return values.length === 0 ? undefined : Math.max(...values.map(Number));
};

/** @type {Target["found"]} */
const lastTenthOverFirst = (rows) => {
  const growing = rows.filter(({ workload, when }) => workload === "scale" && when === "growing");
  const [first, last] = [growing[0], growing.at(-1)];
  return first === undefined || last === undefined ? undefined : Number(last.perSecond) / Number(first.perSecond);
};

/** @param {number} tasks */
const msPerTask = (tasks) => ratio(figure("p50Ms", { workload: `fan-out-${tasks}`, inFlight: 1 }), () => tasks);

/** @param {string} mode */
const transferOverTwoThreads = (mode) => figure("p50Ms", { workload: "bank", inFlight: 64, threads: 2, mode });

/** What the engine is built to reach on a machine of two cores, each as one number of one run. @type {readonly Target[]} */
export const TARGETS = [
  {
    what: "hello3, 1 in flight: p50 ms",
    bound: "at most",
    value: 1,
    found: figure("p50Ms", { workload: "hello3", inFlight: 1 }),
  },
  {
    what: "hello3, 1 in flight: p50 in durable writes",
    bound: "at most",
    value: 3,
    found: figure("latencyInFlushes", { workload: "hello3", inFlight: 1 }),
  },
  {
    what: "hello3, 512 in flight: /s",
    bound: "at least",
    value: 15_000,
    found: figure("perSecond", { workload: "hello3", inFlight: 512 }),
  },
  {
    what: "sequence-50, 512 in flight: /s",
    bound: "at least",
    value: 2_000,
    found: figure("perSecond", { workload: "sequence-50", inFlight: 512 }),
  },
  {
    what: "fan-out-100, 64 in flight: /s",
    bound: "at least",
    value: 1_500,
    found: figure("perSecond", { workload: "fan-out-100", inFlight: 64 }),
  },
  {
    what: "fan-out-10000: p50 ms",
    bound: "at most",
    value: 200,
    found: figure("p50Ms", { workload: "fan-out-10000", inFlight: 1 }),
  },
  {
    what: "fan-out: a task's cost at 10 000 over that at 1 000",
    bound: "at most",
    value: 1.5,
    found: ratio(msPerTask(10_000), msPerTask(1_000)),
  },
  {
    what: "bank, 64 in flight: /s",
    bound: "at least",
    value: 6_000,
    found: figure("perSecond", { workload: "bank", inFlight: 64 }),
  },
  {
    what: "bank, 64 in flight, 2 threads: p50 of global over conservative",
    bound: "at most",
    value: 0.5,
    found: ratio(transferOverTwoThreads("global"), transferOverTwoThreads("conservative")),
  },
  {
    what: "2 000 half-done sequences, killed: ms until all are done",
    bound: "at most",
    value: 2_500,
    found: (rows) => numberOf(rows, "doneMs", { workload: "recovery", sequences: 2_000 }),
  },
  {
    what: "scale: throughput of the last tenth over that of the first",
    bound: "at least",
    value: 0.9,
    found: lastTenthOverFirst,
  },
  {
    what: "scale: most resident memory, MB",
    bound: "at most",
    value: 400,
    found: mostOfScale("residentMb"),
  },
  { what: "scale: a page of the list, ms", bound: "at most", value: 50, found: mostOfScale("listPageMs") },
  { what: "scale: slowest restart, ms", bound: "at most", value: 3_000, found: mostOfScale("openMs") },
];

/**
 * The targets that these figures say something about, and what they say.
 *
 * @param {readonly Row[]} rows
 */
export function heldAgainstTargets(rows) {
  return TARGETS.flatMap(({ what, bound, value, found }) => {
    const measured = found(rows);
    if (measured === undefined) return [];
    const reached = bound === "at most" ? measured <= value : measured >= value;
    return [{ target: what, wanted: `${bound} ${value}`, measured, "": reached ? "reached" : "MISSED" }];
  });
}
