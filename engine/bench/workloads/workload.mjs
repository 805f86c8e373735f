/**
 * @typedef {import("@dacapo/engine").Client} Client
 * @typedef {import("@dacapo/engine").Activity} Activity
 * @typedef {import("@dacapo/engine").InstanceId} InstanceId
 * @typedef {import("@dacapo/engine").InstanceRecord} InstanceRecord
 * @typedef {import("@dacapo/engine").StartOptions} StartOptions
 */

/**
 * What one run of a workload is given.
 *
 * @typedef {object} Bench
 * @property {Client} client
 * @property {(input?: unknown, options?: StartOptions) => Promise<InstanceId>} start starts an instance of the
 *   workload's orchestration
 * @property {(input?: unknown, options?: StartOptions) => Promise<InstanceRecord>} finish starts one and waits for
 *   its end
 */

/**
 * A workload: what is defined, what one run of it does, and how its result is known to be right. `run` and
 * `verify` throw {@link WrongResult} when it is not; the program then fails, whatever the figures are.
 *
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {URL} module the ES module with its definitions
 * @property {string} [orchestration] the name of the export that `finish` starts; absent: there is none
 * @property {readonly number[]} inFlight with so many clients it is measured, unless somebody asks for others
 * @property {number} [unitsPerRun] how many tasks, words or signals a run is made of; absent: it is one thing
 * @property {(bench: Bench) => Promise<void>} [prepare] before the first run
 * @property {(bench: Bench, index: number) => Promise<void>} run
 * @property {(bench: Bench, runs: number) => Promise<void>} [verify] after the last of so many runs
 */

/** A workload came to a result that is not the one it must come to. */
export class WrongResult extends Error {
  /** @override */
  name = "WrongResult";
}

/**
 * Holds an instance's end against what it must be.
 *
 * @param {InstanceRecord} record
 * @param {string} output as JSON text
 */
export function mustComplete(record, output) {
  if (record.status === "Completed" && record.output === output) return;
  const found = record.status === "Completed" ? record.output : JSON.stringify(record.failure);
  throw new WrongResult(`${record.instanceId} is ${record.status} with ${found}; it must be Completed with ${output}.`);
}
