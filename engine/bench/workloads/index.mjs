import { bank } from "./bank.mjs";
import { counterSignals } from "./counter-signals.mjs";
import { fanOut100, fanOut1000, fanOut10000 } from "./fan-out.mjs";
import { hello3, hello5 } from "./hello.mjs";
import { sequence50 } from "./sequence.mjs";
import { wordCount } from "./word-count.mjs";

/** @type {readonly import("./workload.mjs").Workload[]} */
export const WORKLOADS = [
  hello3,
  hello5,
  sequence50,
  fanOut100,
  fanOut1000,
  fanOut10000,
  bank,
  wordCount,
  counterSignals,
];

/** @param {string} name @returns {import("./workload.mjs").Workload} */
export function workloadNamed(name) {
  const workload = WORKLOADS.find((each) => each.name === name);
  if (workload === undefined) throw new RangeError(`No workload is called "${name}".`);
  return workload;
}
