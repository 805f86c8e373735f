// Starts so many runs that wait for an event, looks at the memory ten times on the way and after a snapshot, and
// then has all of them end.
import { openBench } from "../open-bench.mjs";
import { peakMb, residentMb } from "../process-costs.mjs";
import { mustComplete } from "../workloads/workload.mjs";

const IN_FLIGHT = 128;
const ROWS = 10;
const workload = { module: new URL("../../examples/waiting.mjs", import.meta.url), orchestration: "waitingForEvent" };

/** @type {import("./memory.mjs").Memory & { textMb: number }} */
const { settings, dir, runs, textMb } = JSON.parse(process.argv[2] ?? "");
const { hub, bench } = await openBench(workload, settings, dir);
const emptyMb = residentMb();
/** @type {object[]} */
const rows = [];

for (let row = 1; row <= ROWS; row++) {
  const [from, through] = [Math.round((runs * (row - 1)) / ROWS), Math.round((runs * row) / ROWS)];
  await sideBySide(from, through, async (index) => {
    await bench.start({ text: textOf(index) }, { instanceId: idOf(index) });
  });
  rows.push(await look("starting", through));
}
await hub.snapshot();
rows.push(await look("after a snapshot", runs));
await sideBySide(0, runs, async (index) => {
  await bench.client.raiseEvent(idOf(index), "go", index);
  mustComplete(await bench.client.wait(idOf(index)), `[${textOf(index).length},${index}]`);
});
await hub.snapshot();
rows.push(await look("all ended", runs));
process.send?.(rows);
await hub.close();

/** @param {string} when @param {number} count */
async function look(when, count) {
  const { partitions, threads } = await hub.metrics();
  const inMemory = partitions.reduce((sum, { resident }) => sum + resident, 0);
  const heapMb = threads.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / 2 ** 20;
  return { when, textMb, runs: count, inMemory, residentMb: residentMb(), emptyMb, heapMb, peakMb: peakMb() };
}

/** @param {number} index */
function idOf(index) {
  return /** @type {import("@dacapo/engine").InstanceId} */ (`waiting-${index}`);
}

/** A text of its own for each run: equal ones would be kept once. @param {number} index */
function textOf(index) {
  return `${index} `.repeat((textMb * 2 ** 20) / `${index} `.length);
}

/** @param {number} from @param {number} through @param {(index: number) => Promise<void>} act */
async function sideBySide(from, through, act) {
  let next = from;
  const client = async () => {
    while (next < through) await act(next++);
  };
  await Promise.all(Array.from({ length: textMb > 0 ? 4 : IN_FLIGHT }, client));
}
