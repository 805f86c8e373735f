// Makes so many finished runs in one hub, looks at it ten times on the way, and is killed in the end.
import { directoryMb } from "../directory-mb.mjs";
import { openBench } from "../open-bench.mjs";
import { cpuSeconds, residentMb } from "../process-costs.mjs";
import { hello3 } from "../workloads/hello.mjs";
import { listPageMs } from "./list-page.mjs";
import { runId } from "./scale-ids.mjs";

const IN_FLIGHT = 512;
const ROWS = 10;

/** @type {import("./scale.mjs").Scale} */
const { settings, dir, runs } = JSON.parse(process.argv[2] ?? "");
const { hub, bench } = await openBench(hello3, settings, dir);
/** @type {object[]} */
const rows = [];
let next = 0;
for (let row = 1; row <= ROWS; row++) {
  const through = Math.round((runs * row) / ROWS);
  const count = through - next;
  const beganMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: IN_FLIGHT }, () => client(through)));
  const elapsedMs = performance.now() - beganMs;
  const cpu = cpuSeconds(cpuBefore);
  rows.push({
    when: "growing",
    finished: through,
    perSecond: (count / elapsedMs) * 1_000,
    cpuMicrosPerRun: (cpu * 1e6) / count,
    residentMb: residentMb(),
    listPageMs: await listPageMs(hub.client),
    diskMb: directoryMb(dir),
  });
}
await new Promise((resolve) => process.send?.(rows, resolve));
process.kill(process.pid, "SIGKILL");

/** @param {number} through */
async function client(through) {
  while (next < through) {
    const index = next++;
    await hello3.run({ ...bench, finish: (input) => bench.finish(input, { instanceId: runId(index) }) }, index);
  }
}
