// The process after the crash: opens the directory, lets everything that was under way end, and checks it.
import { instanceId, isFinished } from "@dacapo/engine";
import { openBench } from "../open-bench.mjs";
import { peakMb, residentMb } from "../process-costs.mjs";
import { hello3 } from "../workloads/hello.mjs";
import { SEQUENCE_STEPS, sequence50 } from "../workloads/sequence.mjs";
import { waiting } from "../workloads/waiting.mjs";
import { mustComplete, WrongResult } from "../workloads/workload.mjs";
import { sequenceId, waitingId } from "./recovery-ids.mjs";

/** @type {import("./recovery.mjs").Incarnation} */
const { settings, dir, load } = JSON.parse(process.argv[2] ?? "");
const work = load.sequences > 0 ? sequence50 : load.waiting > 0 ? waiting : hello3;
const beganMs = performance.now();
const openedAtMs = Date.now();
const { hub, bench } = await openBench(work, settings, dir);
const openMs = performance.now() - beganMs;

const records = await Promise.all(
  Array.from({ length: load.sequences }, (_, index) => hub.client.wait(instanceId(sequenceId(index)))),
);
const doneMs = performance.now() - beganMs;
for (const [index, record] of records.entries()) mustComplete(record, String(index + SEQUENCE_STEPS));
const stepsBefore = await stepsDoneBefore(records.filter((_, index) => index % 40 === 0));

if (load.waiting > 0) {
  const last = await hub.client.status(instanceId(waitingId(load.waiting - 1)));
  if (last === undefined || isFinished(last.status)) {
    throw new WrongResult(`The last waiting run is ${last?.status ?? "gone"}.`);
  }
}
const memory = residentMb();
await hello3AsBefore();
const { threads } = await hub.metrics();
process.send?.({
  openMs,
  doneMs: load.sequences > 0 ? doneMs : openMs,
  ...(stepsBefore !== undefined && { stepsBefore }),
  records: threads.reduce((sum, { recovery }) => sum + recovery.records, 0),
  recoveryMs: Math.max(...threads.map(({ recovery }) => recovery.tookMs)),
  residentMb: memory,
  peakMb: peakMb(),
});
await hub.close();

/** A hub that has recovered works: where there were hello sequences, one more is right. */
async function hello3AsBefore() {
  if (load.finished > 0) await hello3.run(bench, 0);
}

/**
 * The share of their activities that had ended before the crash.
 *
 * @param {readonly import("@dacapo/engine").InstanceRecord[]} sample
 */
async function stepsDoneBefore(sample) {
  if (sample.length === 0) return undefined;
  let before = 0;
  for (const record of sample) {
    const events = await hub.client.history(record.instanceId);
    before += events.filter(({ type, atMs }) => type === "ActivityCompleted" && atMs < openedAtMs).length;
  }
  return before / (sample.length * SEQUENCE_STEPS);
}
