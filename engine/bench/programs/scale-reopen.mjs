// Opens a hub that has many finished runs, asks for old ones, makes some more, and ends properly.
import { instanceId } from "@dacapo/engine";
import { closedLoop } from "../closed-loop.mjs";
import { directoryMb } from "../directory-mb.mjs";
import { openBench } from "../open-bench.mjs";
import { cpuSeconds, residentMb } from "../process-costs.mjs";
import { hello3 } from "../workloads/hello.mjs";
import { mustComplete, WrongResult } from "../workloads/workload.mjs";
import { listPageMs } from "./list-page.mjs";
import { runId } from "./scale-ids.mjs";

const IN_FLIGHT = 512;
const ASKED_FOR = 100;
const HELLO = '["Hello Tokyo!","Hello Seattle!","Hello London!"]';

/** @type {import("./scale.mjs").Scale & { after: string }} */
const { settings, dir, runs, after } = JSON.parse(process.argv[2] ?? "");
const beganMs = performance.now();
const { hub, bench } = await openBench(hello3, settings, dir);
const openMs = performance.now() - beganMs;
await hub.client.list({ limit: 50 });
const firstPageMs = performance.now() - beganMs - openMs;
const residentAtOpenMb = residentMb();

for (let index = 0; index < runs; index += Math.max(1, Math.floor(runs / ASKED_FOR))) {
  const record = await hub.client.status(instanceId(runId(index)));
  if (record === undefined) throw new WrongResult(`${runId(index)} is gone.`);
  mustComplete(record, HELLO);
}
const pageMs = await listPageMs(hub.client);
const cpuBefore = process.cpuUsage();
const window = await closedLoop({
  inFlight: IN_FLIGHT,
  warmUpMs: 1_000,
  windowMs: 4_000,
  run: (index) => hello3.run(bench, index),
});
const cpu = cpuSeconds(cpuBefore);
process.send?.({
  when: `after a ${after}`,
  finished: runs,
  perSecond: (window.samplesMs.length / window.elapsedMs) * 1_000,
  cpuMicrosPerRun: (cpu * 1e6) / window.runs,
  residentMb: residentMb(),
  listPageMs: pageMs,
  diskMb: directoryMb(dir),
  openMs,
  firstPageMs,
  residentAtOpenMb,
});
await hub.close();
