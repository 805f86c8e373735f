// One measurement, in a process of its own, so that its memory and its processor time are its own:
//   node measure.mjs '<measurement as JSON>'
// What came of it is sent to the parent; a wrong result or any other error ends it with exit code 1.
import fs from "node:fs";
import path from "node:path";
import { bareFlushMs, pacedFlushMs } from "./bare-log.mjs";
import { closedLoop } from "./closed-loop.mjs";
import { logWork, workBetween } from "./log-work.mjs";
import { openBench } from "./open-bench.mjs";
import { cpuSeconds, peakMb } from "./process-costs.mjs";
import { profileEngine } from "./profile/profile-engine.mjs";
import { ascending, median, percentile } from "./statistics.mjs";
import { workloadNamed } from "./workloads/index.mjs";

const BARE_MS = 500;

/** @type {import("./measurement.mjs").Measurement} */
const measurement = JSON.parse(process.argv[2] ?? "");
const directory = fs.mkdtempSync(path.join(measurement.directory, "dacapo-bench-"));
try {
  const answer = await measure();
  process.send?.(answer);
} finally {
  fs.rmSync(directory, { recursive: true });
}

async function measure() {
  const { inFlight, seconds, warmUpSeconds, profile } = measurement;
  const workload = workloadNamed(measurement.workload);
  const { hub, bench } = await openBench(workload, measurement, path.join(directory, "hub"));
  await workload.prepare?.(bench);
  /** @type {number[]} */
  const ownMs = [];
  let isOpen = false;
  /** @type {import("./open-bench.mjs").Bench} */
  const timed = {
    ...bench,
    finish: async (input, options) => {
      const record = await bench.finish(input, options);
      if (isOpen && record.completedAtMs !== undefined) ownMs.push(record.completedAtMs - record.createdAtMs);
      return record;
    },
  };
  const profiler = profile === undefined ? undefined : await profileEngine(measurement.threads, profile);
  const look = async () => logWork(await hub.metrics());
  /** @type {Promise<import("./log-work.mjs").LogWork>[]} */
  const looks = [];
  /** @type {NodeJS.CpuUsage | undefined} */
  let cpuBefore;
  let cpu = 0;
  const window = await closedLoop({
    inFlight,
    warmUpMs: warmUpSeconds * 1_000,
    windowMs: seconds * 1_000,
    run: (index) => workload.run(timed, index),
    opened: () => {
      isOpen = true;
      looks.push(look());
      profiler?.start();
      cpuBefore = process.cpuUsage();
    },
    closed: () => {
      isOpen = false;
      cpu = cpuSeconds(cpuBefore);
      profiler?.stop();
      looks.push(look());
    },
  });
  const profiles = await profiler?.profiles();
  await workload.verify?.(bench, window.runs);
  const [before, after] = await Promise.all(looks);
  await hub.close();
  if (before === undefined || after === undefined) throw new Error("The window was never opened.");
  return { figure: figureOf(workload, window, ownMs, workBetween(before, after), cpu), profiles };
}

/**
 * @param {import("./workloads/workload.mjs").Workload} workload
 * @param {import("./closed-loop.mjs").Window} window
 * @param {readonly number[]} ownMs how long each run took by its own record
 * @param {ReturnType<typeof workBetween>} work
 * @param {number} cpu seconds
 * @returns {import("./measurement.mjs").Figure}
 */
function figureOf(workload, { samplesMs, elapsedMs }, ownMs, work, cpu) {
  const { mode, form, threads, inFlight, flushDelayMs } = measurement;
  // The hub was looked at a moment after the window opened and closed: its work counts by its own time.
  const perMs = 1 / work.forMs;
  const runs = samplesMs.length;
  const runsPerMs = runs / elapsedMs;
  const batchBytes = Math.max(64, Math.ceil(work.bytes / work.flushes));
  const bareMs = bareFlushMs(directory, batchBytes, BARE_MS) + flushDelayMs;
  const betweenMs = Math.max(1, threads) / (work.flushes * perMs);
  const pacedMs = pacedFlushMs(directory, batchBytes, betweenMs - flushDelayMs, BARE_MS) + flushDelayMs;
  const sorted = ascending(samplesMs);
  const p50Ms = percentile(sorted, 0.5);
  return {
    workload: workload.name,
    mode,
    form,
    threads,
    inFlight,
    runs,
    perSecond: runsPerMs * 1_000,
    p50Ms,
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    ...(ownMs.length > 0 && { recordedP50Ms: median(ownMs) }),
    ...(workload.unitsPerRun !== undefined && { unitsPerSecond: runsPerMs * 1_000 * workload.unitsPerRun }),
    limitRatio: (work.flushes * perMs * bareMs) / Math.max(1, threads),
    bareFlushMs: bareMs,
    latencyInFlushes: p50Ms / bareMs,
    pacedFlushMs: pacedMs,
    latencyInPacedFlushes: p50Ms / pacedMs,
    flushes: work.flushes,
    flushesPerSecond: work.flushes * perMs * 1_000,
    recordsPerFlush: work.records / work.flushes,
    recordsPerRun: (work.records * perMs) / runsPerMs,
    logBytesPerRun: (work.bytes * perMs) / runsPerMs,
    cpuSeconds: cpu,
    cpuMicrosPerRun: (cpu * 1e6) / runs,
    peakMb: peakMb(),
    flushDelayMs,
  };
}
