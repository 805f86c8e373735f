/** @import { InstanceRecord, Workload } from "../words.js" */

/** @typedef {"left" | "terminated" | "events"} Usual */

/**
 * A workload with what most of them have in common: somebody waits for its end, or terminates it, and
 * no event is raised for it.
 *
 * @param {Omit<Workload, Usual> & Partial<Pick<Workload, Usual>>} definition
 * @returns {Workload}
 */
export const workload = (definition) => ({ left: 0.1, terminated: "sometimes", events: 0, ...definition });

/**
 * A member of a run's input, which its workload has made.
 *
 * @param {unknown} input
 * @param {string} name
 * @returns {unknown}
 */
export const field = (input, name) => /** @type {Record<string, unknown>} */ (input)[name];

/**
 * @param {unknown} input
 * @param {string} name
 */
export const numbers = (input, name) => /** @type {number[]} */ (field(input, name));

/**
 * What is wrong when a record should tell of this output; `undefined` when nothing is.
 *
 * @param {InstanceRecord} record
 * @param {unknown} expected
 */
export function completedWith({ status, output, failure }, expected) {
  const wanted = JSON.stringify(expected);
  if (status === "Completed" && output === wanted) return undefined;
  const short = (/** @type {string} */ text) => (text.length > 300 ? `${text.slice(0, 300)}…` : text);
  const is = status === "Completed" ? `${output}` : `${status} (${JSON.stringify(failure)})`;
  return `it should be ${short(wanted)} and is ${short(is)}`;
}
