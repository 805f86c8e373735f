// The process before the crash: makes its load, and is killed with SIGKILL, by itself, in the middle of it.
import { openBench } from "../open-bench.mjs";
import { hello3 } from "../workloads/hello.mjs";
import { SEQUENCE_STEPS, sequence50 } from "../workloads/sequence.mjs";
import { WAITING_MS, waiting } from "../workloads/waiting.mjs";
import { sequenceId, waitingId } from "./recovery-ids.mjs";

const AT_ONCE = 512;
/** Enough of them to tell how far all are. */
const SAMPLE = 16;

/** @type {import("./recovery.mjs").Incarnation} */
const { settings, dir, load } = JSON.parse(process.argv[2] ?? "");
const work = load.sequences > 0 ? sequence50 : load.waiting > 0 ? waiting : hello3;
const { bench } = await openBench(work, settings, dir);
await each(load.finished, (index) => hello3.run(bench, index));
await each(load.waiting, (index) => bench.start({ forMs: WAITING_MS }, { instanceId: waitingId(index) }));
if (load.sequences > 0) await runHalf();
process.kill(process.pid, "SIGKILL");

/** Starts all sequences at once and comes back when half of their events have happened. */
async function runHalf() {
  const { eventCount } = await bench.finish({ from: 0, steps: SEQUENCE_STEPS });
  const ids = await Promise.all(
    Array.from({ length: load.sequences }, (_, index) =>
      bench.start({ from: index, steps: SEQUENCE_STEPS }, { instanceId: sequenceId(index) }),
    ),
  );
  const sample = ids.filter((_, index) => index % Math.ceil(ids.length / SAMPLE) === 0);
  for (let done = 0; done < 0.5; ) {
    const records = await Promise.all(sample.map((id) => bench.client.status(id)));
    done = records.reduce((sum, record) => sum + (record?.eventCount ?? 0), 0) / (eventCount * sample.length);
  }
}

/** @param {number} count @param {(index: number) => Promise<unknown>} act */
async function each(count, act) {
  let next = 0;
  const client = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}
