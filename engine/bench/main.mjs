// npm run bench: measures the engine on this machine's disk. `--help` says how.
import fs from "node:fs";
import path from "node:path";
import { inChild } from "./in-child.mjs";
import { machine } from "./machine.mjs";
import { overRepetitions } from "./measurement.mjs";
import { BadUsage, parseOptions, USAGE } from "./options.mjs";
import { nameOf, plan } from "./plan.mjs";
import { profileText } from "./profile/profile-text.mjs";
import { summarise } from "./profile/summarise.mjs";
import { PROGRAMS } from "./programs/index.mjs";
import { median, rounded } from "./statistics.mjs";
import { table } from "./table.mjs";
import { heldAgainstTargets } from "./targets.mjs";

/** @typedef {Record<string, unknown>} Row */

/** @param {import("./options.mjs").Options} options */
async function bench(options) {
  const tell = (/** @type {string} */ line) => console.error(line);
  const madeOn = machine(options.directory);
  if (!options.json)
    console.log(
      Object.entries(madeOn)
        .map(([key, value]) => `${key}: ${value}`)
        .join("\n"),
    );

  const figures = await measureAll(plan(options), options, tell);
  if (options.profile !== undefined) return;
  const programs = PROGRAMS.filter(({ name }) => options.only?.includes(name) ?? true);
  /** @type {Row[][]} */
  const tables = [figures];
  for (const { name, run } of programs) {
    tell(`${name} …`);
    tables.push((await run(options, tell)).map((figure) => roundedRow({ workload: name, ...figure })));
  }
  const rows = tables.flat();
  const targets = heldAgainstTargets(rows);
  if (options.json) for (const row of rows) console.log(JSON.stringify(row));
  else for (const each of [...tables.map((each) => each.map(forReading)), targets]) printTable(each);
  write(options.out, { madeOn, options, figures: rows, targets }, tell);
}

/**
 * @param {readonly import("./measurement.mjs").Measurement[]} measurements
 * @param {import("./options.mjs").Options} options
 * @param {(line: string) => void} tell
 * @returns {Promise<Row[]>}
 */
async function measureAll(measurements, options, tell) {
  /** @type {Map<string, import("./measurement.mjs").Figure[]>} */
  const byName = new Map();
  for (const measurement of measurements) {
    const name = nameOf(measurement);
    const { figure, profiles } = await inChild("measure.mjs", measurement);
    tell(`${name}: ${rounded(figure.perSecond)}/s, p50 ${rounded(figure.p50Ms)} ms`);
    byName.set(name, [...(byName.get(name) ?? []), figure]);
    for (const [thread, profile] of profiles ?? []) {
      const summary = summarise(profile);
      if (options.json) console.log(JSON.stringify({ ...measurement, thread, ...summary }));
      else console.log(profileText(`${name}: ${options.profile} of thread ${thread}`, summary));
    }
  }
  return [...byName.values()].map((figures) => roundedRow(overRepetitions(figures, median)));
}

/** @param {readonly Row[]} rows */
function printTable(rows) {
  if (rows.length > 0) console.log(`\n${table(rows)}`);
}

/** @param {object} row @returns {Row} */
const roundedRow = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? rounded(value) : value]),
  );

/**
 * The columns that fit on a screen; the rest is in the file.
 *
 * @param {Row} row
 * @returns {Row}
 */
function forReading(row) {
  if (!("perSecond" in row && "p99Ms" in row)) return row;
  const { workload, form, threads, inFlight, mode, perSecond, perSecondMin, perSecondMax, repetitions } = row;
  return {
    workload,
    as: form,
    threads,
    "in flight": inFlight,
    mode,
    "/s": perSecond,
    ...(Number(repetitions) > 1 && { min: perSecondMin, max: perSecondMax }),
    "p50 ms": row.p50Ms,
    p95: row.p95Ms,
    p99: row.p99Ms,
    "p50 in flushes": row.latencyInFlushes,
    "at its pace": row.latencyInPacedFlushes,
    "of limit": row.limitRatio,
    "flushes/s": row.flushesPerSecond,
    "records/flush": row.recordsPerFlush,
    "log B/run": row.logBytesPerRun,
    "CPU µs/run": row.cpuMicrosPerRun,
    "peak MB": row.peakMb,
  };
}

/**
 * @param {string | undefined} out
 * @param {object} results
 * @param {(line: string) => void} tell
 */
function write(out, results, tell) {
  const file = path.resolve(out ?? path.join("bench-results", `${new Date().toISOString().replaceAll(":", "-")}.json`));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  tell(`Written to ${file}`);
}

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(USAGE);
} else {
  try {
    await bench(parseOptions(args));
  } catch (error) {
    console.error(error instanceof BadUsage ? `${error.message}\n\n${USAGE}` : error);
    process.exitCode = error instanceof BadUsage ? 2 : 1;
  }
}
