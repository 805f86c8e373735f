/** @import { InstanceRecord, Workload } from "../words.js" */

/**
 * A workload with what most of them have in common: somebody waits for its end.
 *
 * @param {Omit<Workload, "left"> & { readonly left?: number }} definition
 * @returns {Workload}
 */
export const workload = (definition) => ({ left: 0.1, ...definition });

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
