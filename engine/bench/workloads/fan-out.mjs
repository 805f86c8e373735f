import { mustComplete } from "./workload.mjs";

/**
 * @param {number} tasks
 * @param {readonly number[]} inFlight
 * @returns {import("./workload.mjs").Workload}
 */
const fanOutOf = (tasks, inFlight) => ({
  name: `fan-out-${tasks}`,
  title: `${tasks} activities in parallel, joined`,
  module: new URL("../../examples/fan-out.mjs", import.meta.url),
  orchestration: "fanOut",
  inFlight,
  unitsPerRun: tasks,
  run: async ({ finish }) => mustComplete(await finish({ tasks }), String(sumOfSquares(tasks))),
});

/** @param {number} last */
const sumOfSquares = (last) => (last * (last + 1) * (2 * last + 1)) / 6;

export const fanOut100 = fanOutOf(100, [1, 64]);
export const fanOut1000 = fanOutOf(1_000, [1, 8]);
export const fanOut10000 = fanOutOf(10_000, [1]);
