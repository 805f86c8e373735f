// The hello sequence (three activities, one after the other), durable, through the client: one at a
// time and many at a time, beside a bare loop that writes and flushes the same bytes to the same
// disk. Figures of one run may be held against each other; figures of different runs may not.
//
//   node engine/bench/hello.mjs [--in-flight 1,64,512] [--seconds 5] [--threads 1] [--json]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { defineActivity, openHub } from "@dacapo/engine";
import * as z from "zod";

const { values } = parseArgs({
  options: {
    "in-flight": { type: "string", default: "1,64,512" },
    seconds: { type: "string", default: "5" },
    threads: { type: "string", default: "1" },
    dir: { type: "string", default: os.tmpdir() },
    json: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const FLUSHES_PER_RUN = 4;

const hello = defineActivity({
  name: "hello",
  title: "Say hello",
  description: "Greets a city.",
  icon: "hand-stop",
  effects: "idempotent",
  input: z.object({ city: z.string() }),
  output: z.string(),
  run: ({ city }) => `Hello ${city}!`,
});

const code = `export default orchestration("hello", function* (ctx) {
  const tokyo = yield* ctx.call("hello", { city: "Tokyo" });
  const seattle = yield* ctx.call("hello", { city: "Seattle" });
  const london = yield* ctx.call("hello", { city: "London" });
  return [tokyo, seattle, london];
});
`;
const expected = '["Hello Tokyo!","Hello Seattle!","Hello London!"]';

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** One write and one flush after the other, each of so many bytes: milliseconds, sorted. */
function bareFlushes(directory, bytes, forSeconds) {
  const file = fs.openSync(path.join(directory, "bare.log"), "w");
  const batch = Buffer.alloc(bytes, "x");
  const times = [];
  const endAt = performance.now() + forSeconds * 1000;
  while (performance.now() < endAt) {
    const began = performance.now();
    fs.writeSync(file, batch);
    fs.fdatasyncSync(file);
    times.push(performance.now() - began);
  }
  fs.closeSync(file);
  fs.rmSync(path.join(directory, "bare.log"));
  return times.sort((a, b) => a - b);
}

async function measure(client, version, inFlight, forSeconds) {
  const times = [];
  const endAt = performance.now() + forSeconds * 1000;
  const loop = async () => {
    while (performance.now() < endAt) {
      const began = performance.now();
      const { instanceId } = await client.start({ version });
      const { output } = await client.wait(instanceId);
      if (output !== expected) throw new Error(`a wrong result: ${output}`);
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: inFlight }, loop));
  const perSecond = (times.length / (performance.now() - began)) * 1000;
  times.sort((a, b) => a - b);
  return {
    runs: times.length,
    perSecond,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  };
}

const logBytes = (directory) =>
  fs
    .readdirSync(path.join(directory, "log"))
    .reduce((sum, name) => sum + fs.statSync(path.join(directory, "log", name)).size, 0);

const root = fs.mkdtempSync(path.join(values.dir, "dacapo-bench-"));
const rows = [];
for (const inFlight of values["in-flight"].split(",").map(Number)) {
  const dir = path.join(root, `hub-${inFlight}`);
  const hub = await openHub({ dir, activities: [hello], threads: Number(values.threads), activitiesAtOnce: 512 });
  const { version } = await hub.client.publish(code);
  await measure(hub.client, version, inFlight, Math.min(1, seconds / 4));
  const bytesBefore = logBytes(dir);
  const engine = await measure(hub.client, version, inFlight, seconds);
  const bytesPerRun = (logBytes(dir) - bytesBefore) / engine.runs;
  await hub.close();
  // At best, a flush carries one of the four steps of every run in flight.
  const flushBytes = Math.max(64, Math.round((bytesPerRun / FLUSHES_PER_RUN) * inFlight));
  const flush = percentile(bareFlushes(root, flushBytes, Math.min(2, seconds)), 0.5);
  const limitPerSecond = (inFlight / (FLUSHES_PER_RUN * flush)) * 1000;
  rows.push({
    workload: "hello3",
    mode: "conservative",
    inFlight,
    p50Ms: engine.p50,
    p95Ms: engine.p95,
    p99Ms: engine.p99,
    perSecond: engine.perSecond,
    logBytesPerRun: bytesPerRun,
    bareFlushMs: flush,
    latencyInFlushes: engine.p50 / flush,
    limitRatio: engine.perSecond / limitPerSecond,
    peakMb: process.memoryUsage.rss() / 2 ** 20,
  });
}
fs.rmSync(root, { recursive: true });

const rounded = rows.map((row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? Number(value.toPrecision(4)) : value]),
  ),
);
if (values.json) for (const row of rounded) console.log(JSON.stringify(row));
else console.table(rounded);
