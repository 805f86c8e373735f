// The snapshot store with many finished runs: what it costs to write them, to open the store, to read
// one, to show the first page of a list, and how much memory and disk it takes. Reading is measured in
// a process of its own, so that its memory is the store's. Figures of one run may be held against
// each other; figures of different runs may not.
//
//   node engine/bench/store.mjs [--entries 1000000] [--bytes 600] [--partitions 12] [--dir /tmp] [--json]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeFiles } from "../dist/storage/file/node-files.js";
import { FileSnapshots } from "../dist/storage/file/snapshot/file-snapshots.js";

const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "1000000" },
    bytes: { type: "string", default: "600" },
    partitions: { type: "string", default: "12" },
    dir: { type: "string", default: os.tmpdir() },
    json: { type: "boolean", default: false },
    /** What the second process is told: read the store in this directory. */
    read: { type: "string" },
  },
});
const entries = Number(values.entries);
const entryBytes = Number(values.bytes);
const partitions = Array.from({ length: Number(values.partitions) }, (_, index) => index);
const PER_SNAPSHOT = 20_000;
const BACKLOG_BYTES_MAX = 4 * 1024 * 1024;
/** So many of all have the rare status, and so many others the rare tag. */
const RARE = 50;
const rareEach = Math.max(1, Math.floor(entries / RARE));

const heads = new Map(partitions.map((partition) => [partition, Buffer.from("head")]));
const bytes = Buffer.alloc(entryBytes, "history ");

function storeIn(directory) {
  const logDirectory = path.join(directory, "log");
  fs.mkdirSync(logDirectory, { recursive: true });
  const partitionsDirectory = path.join(directory, "partitions");
  return new FileSnapshots({ logDirectory, partitionsDirectory, partitions, files: nodeFiles });
}

/** Scattered ids, the same in both processes. */
function keyOf(index) {
  const hex = createHash("md5").update(String(index)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const partitionOf = (index) => index % partitions.length;

function entryOf(index) {
  const key = keyOf(index);
  const tags = { customer: `c${index % 1_000}` };
  if (index % rareEach === 7) tags.vip = "yes";
  const status = index % rareEach === 3 ? "Failed" : "Completed";
  const listing = { instanceId: key, createdAtMs: 1_700_000_000_000 + index, status, name: `flow-${index % 20}`, tags };
  return { key, bytes, listing, wake: "never" };
}

async function snapshot(store, position, indexes) {
  const writer = store.begin({ position, epoch: 1 });
  let gathered = 0;
  for (const index of indexes) {
    writer.put(partitionOf(index), entryOf(index));
    gathered += 1;
    if (gathered % 512 === 0) await nextTurn();
    if (writer.backlogBytes > BACKLOG_BYTES_MAX) await writer.drain();
  }
  const finishing = performance.now();
  await writer.finish(heads);
  return performance.now() - finishing;
}

/** Writes with `indexesOf(round)` for each snapshot; what that took. */
async function measuredWriting(store, rounds, indexesOf) {
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  let count = 0;
  let finishMs = 0;
  for (let round = 0; round < rounds; round++) {
    const indexes = indexesOf(round);
    count += indexes.length;
    finishMs = Math.max(finishMs, await snapshot(store, round + 1, indexes));
  }
  const elapsedMs = performance.now() - began;
  const cpu = process.cpuUsage(cpuBefore);
  stalls.disable();
  return {
    perSecond: Math.round((count / elapsedMs) * 1000),
    cpuUsEach: round((cpu.user + cpu.system) / count, 1),
    stallMsMax: round(stalls.max / 1e6, 1),
    finishMsMax: round(finishMs, 1),
  };
}

function cpuMsSince(before) {
  const { user, system } = process.cpuUsage(before);
  return round((user + system) / 1000, 1);
}

const round = (number, digits) => Number(number.toFixed(digits));

function diskMb(directory) {
  let sum = 0;
  let files = 0;
  for (const name of fs.readdirSync(directory, { recursive: true })) {
    const stat = fs.statSync(path.join(directory, name));
    if (!stat.isFile()) continue;
    sum += stat.size;
    files += 1;
  }
  return { mb: round(sum / 1e6, 0), files };
}

/** What is held (objects and buffers, after collecting garbage), and what the operating system counts. */
function memoryMb() {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 1e6, held: (heapUsed + external) / 1e6 };
}

const grown = (before, after) => ({
  heldMb: round(after.held - before.held, 0),
  rssMb: round(after.rss - before.rss, 0),
});

/** The time of the first call, its CPU time (which neighbours on the machine do not change), and the median of the others. */
function timed(times, act) {
  const took = [];
  let cpuMs = 0;
  for (let index = 0; index < times; index++) {
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    act(index);
    took.push(performance.now() - began);
    if (index === 0) cpuMs = cpuMsSince(cpuBefore);
  }
  const [first, ...others] = took;
  others.sort((a, b) => a - b);
  return { firstMs: round(first, 2), firstCpuMs: cpuMs, p50Ms: round(others[others.length >> 1] ?? first, 3) };
}

async function read(directory) {
  const store = storeIn(directory);
  const before = memoryMb();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  store.open();
  const openMs = round(performance.now() - began, 0);
  const openCpuMs = cpuMsSince(cpuBefore);
  const opened = memoryMb();
  const page = (query) => {
    let count = 0;
    for (const _ of store.list(query)) {
      count += 1;
      if (count === 50) break;
    }
    if (count === 0) throw new Error(`an empty page for ${JSON.stringify(query)}`);
  };
  const middle = { createdAtMs: 1_700_000_000_000 + entries / 2, instanceId: "z" };
  const lists = {
    all: timed(20, () => page({})),
    "from the middle": timed(20, () => page({ before: middle })),
    "one workflow": timed(20, () => page({ name: "flow-7" })),
    "a rare status": timed(20, () => page({ statuses: ["Failed"] })),
    "a rare tag": timed(20, () => page({ tags: { vip: "yes" } })),
    "one customer": timed(20, () => page({ tags: { customer: "c77" } })),
  };
  const gets = 20_000;
  const getting = performance.now();
  for (let index = 0; index < gets; index++) {
    const wanted = (index * 7_919) % entries;
    if (store.get(partitionOf(wanted), keyOf(wanted)) === undefined) throw new Error(`entry ${wanted} is missing`);
  }
  const getUs = round(((performance.now() - getting) / gets) * 1000, 1);
  const missing = performance.now();
  for (let index = 0; index < gets; index++) store.has(index % partitions.length, keyOf(-1 - index));
  const missUs = round(((performance.now() - missing) / gets) * 1000, 1);
  const used = memoryMb();
  await store.close();
  const memory = { opened: grown(before, opened), used: grown(before, used) };
  return { openMs, openCpuMs, getUs, missUs, lists, memory };
}

async function main() {
  const directory = fs.mkdtempSync(path.join(values.dir, "dacapo-store-"));
  try {
    const store = storeIn(directory);
    store.open();
    const rounds = Math.ceil(entries / PER_SNAPSHOT);
    const writing = await measuredWriting(store, rounds, (round) =>
      Array.from(
        { length: Math.min(PER_SNAPSHOT, entries - round * PER_SNAPSHOT) },
        (_, at) => round * PER_SNAPSHOT + at,
      ),
    );
    await store.close();
    const disk = diskMb(directory);
    const program = fileURLToPath(import.meta.url);
    const same = ["--entries", values.entries, "--bytes", values.bytes, "--partitions", values.partitions];
    const child = execFileSync(process.execPath, ["--expose-gc", program, ...same, "--read", directory]);
    const reading = JSON.parse(child.toString());
    const again = storeIn(directory);
    again.open();
    // A tenth of all is written again at random, three times over: what merging costs.
    const rewriting = await measuredWriting(again, 3 * Math.ceil(rounds / 10), (round) =>
      Array.from({ length: PER_SNAPSHOT }, (_, at) => ((round * PER_SNAPSHOT + at) * 7_919) % Math.ceil(entries / 10)),
    );
    await again.close();
    report({ entries, entryBytes, writing, disk, reading, rewriting, diskAfter: diskMb(directory) });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function report(figures) {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  const { writing, rewriting, reading, disk, diskAfter } = figures;
  const lines = [
    [`writing ${entries} entries`, `${writing.perSecond}/s, ${writing.cpuUsEach} µs CPU each`],
    ["", `longest stall ${writing.stallMsMax} ms, longest finish ${writing.finishMsMax} ms`],
    ["rewriting a tenth, three times", `${rewriting.perSecond}/s, ${rewriting.cpuUsEach} µs CPU each`],
    ["", `longest stall ${rewriting.stallMsMax} ms, longest finish ${rewriting.finishMsMax} ms`],
    ["disk", `${disk.mb} MB in ${disk.files} files; after rewriting ${diskAfter.mb} MB in ${diskAfter.files}`],
    ["opening", `${reading.openMs} ms (${reading.openCpuMs} ms CPU)`],
    ["get", `${reading.getUs} µs; of a key that is not there ${reading.missUs} µs`],
    ...Object.entries(reading.lists).map(([name, { firstMs, firstCpuMs, p50Ms }]) => [
      `50 of the list: ${name}`,
      `first ${firstMs} ms (${firstCpuMs} ms CPU), then ${p50Ms} ms`,
    ]),
    ["memory, opened", `${reading.memory.opened.heldMb} MB held, RSS grew by ${reading.memory.opened.rssMb} MB`],
    ["memory, after reading", `${reading.memory.used.heldMb} MB held, RSS grew by ${reading.memory.used.rssMb} MB`],
  ];
  for (const [what, figure] of lines) process.stdout.write(`${what.padEnd(32)} ${figure}\n`);
}

if (values.read === undefined) await main();
else process.stdout.write(JSON.stringify(await read(values.read)));
