import { entityId } from "@dacapo/engine";
import { WrongResult } from "./workload.mjs";

const COUNTER = entityId("counter", "all");

/** @type {import("./workload.mjs").Workload} */
export const counterSignals = {
  name: "counter-signals",
  title: "signals to one entity, each acknowledged when it is durable",
  module: new URL("../../examples/counter.mjs", import.meta.url),
  inFlight: [1, 64, 512],
  run: async ({ client }) => client.signalEntity(COUNTER, "add", 1),
  verify: async ({ client }, runs) => {
    const deadlineMs = performance.now() + 10_000;
    // A signal is acknowledged when it is durable, and counted a moment later.
    for (;;) {
      const counted = Number(await client.readEntity(COUNTER));
      if (counted === runs) return;
      if (counted > runs || performance.now() > deadlineMs) {
        throw new WrongResult(`The counter says ${counted}; ${runs} signals were acknowledged.`);
      }
    }
  },
};
