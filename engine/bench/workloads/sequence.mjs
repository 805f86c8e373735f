import { mustComplete } from "./workload.mjs";

export const SEQUENCE_STEPS = 50;

/** @type {import("./workload.mjs").Workload} */
export const sequence50 = {
  name: "sequence-50",
  title: "50 activities in sequence, each given the last one's result",
  module: new URL("../../examples/sequence.mjs", import.meta.url),
  orchestration: "sequence",
  inFlight: [1, 64, 512],
  unitsPerRun: SEQUENCE_STEPS,
  run: async ({ finish }, index) =>
    mustComplete(await finish({ from: index, steps: SEQUENCE_STEPS }), String(index + SEQUENCE_STEPS)),
};
