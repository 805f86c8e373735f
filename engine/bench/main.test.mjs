import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../test/support/temporary-directory.js";

const MAIN = fileURLToPath(new URL("./main.mjs", import.meta.url));

/** @param {readonly string[]} args */
const bench = async (args) => (await promisify(execFile)(process.execPath, [MAIN, ...args])).stdout;

test("one JSON line for each figure, with what the figures are held against", async () => {
  const directory = temporaryDirectory("bench");
  const short = ["--seconds", "0.3", "--warm-up", "0.1", "--threads", "0", "--mode", "local"];
  const where = ["--dir", directory.path, "--out", path.join(directory.path, "out.json")];
  const out = await bench(["--only", "hello3", "--in-flight", "1,8", "--json", ...short, ...where]);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  for (const [index, line] of lines.entries()) {
    expect(line).toMatchObject({ workload: "hello3", mode: "local", inFlight: [1, 8][index] });
    for (const key of [
      "p50Ms",
      "p95Ms",
      "p99Ms",
      "perSecond",
      "limitRatio",
      "pacedFlushMs",
      "peakMb",
      "cpuSeconds",
      "logBytesPerRun",
    ]) {
      expect(line[key], key).toBeGreaterThan(0);
    }
    expect(line.p50Ms).toBeLessThanOrEqual(line.p99Ms);
    // What is durable was flushed: a run has at least a start and an end.
    expect(line.recordsPerRun).toBeGreaterThanOrEqual(2);
  }
  directory.remove();
});

test("what cannot be measured is refused with the options that there are", async () => {
  const refused = bench(["--only", "nothing"]);
  await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("npm run bench") });
});

test("memory: a few runs that wait, one of them with a large text, all of which end as they must", async () => {
  const directory = temporaryDirectory("bench-memory");
  const where = ["--dir", directory.path, "--out", path.join(directory.path, "out.json")];
  const out = await bench(["--only", "memory", "--runs", "200", "--threads", "0", "--json", ...where]);
  const rows = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ when, textMb }) => `${when} ${textMb}`)).toEqual(
    [0, 4].flatMap((mb) =>
      [...Array(10).fill("starting"), "after a snapshot", "all ended"].map((when) => `${when} ${mb}`),
    ),
  );
  expect(rows.filter(({ when }) => when === "after a snapshot").map(({ inMemory }) => inMemory)).toEqual([20, 0]);
  expect(rows.filter(({ when }) => when === "all ended").map(({ inMemory }) => inMemory)).toEqual([0, 0]);
  directory.remove();
});
