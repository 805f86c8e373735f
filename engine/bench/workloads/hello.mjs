import { mustComplete } from "./workload.mjs";

const module = new URL("../../examples/hello.mjs", import.meta.url);
const HELLO_3 = '["Hello Tokyo!","Hello Seattle!","Hello London!"]';
const HELLO_5 = '["Hello Tokyo!","Hello Seattle!","Hello London!","Hello Amsterdam!","Hello Mumbai!"]';

/** @type {import("./workload.mjs").Workload} */
export const hello3 = {
  name: "hello3",
  title: "three activities in sequence",
  module,
  orchestration: "hello3",
  inFlight: [1, 64, 512],
  run: async ({ finish }) => mustComplete(await finish(), HELLO_3),
};

/** @type {import("./workload.mjs").Workload} */
export const hello5 = {
  name: "hello5",
  title: "five activities in sequence",
  module,
  orchestration: "hello5",
  inFlight: [1, 64, 512],
  run: async ({ finish }) => mustComplete(await finish(), HELLO_5),
};
