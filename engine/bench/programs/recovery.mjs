import fs from "node:fs";
import path from "node:path";
import { inChild } from "../in-child.mjs";
import { settingsOf } from "../plan.mjs";

/**
 * @typedef {import("../measurement.mjs").HubSettings} HubSettings
 *
 * @typedef {object} Load what a process has done and was doing when it was killed
 * @property {number} sequences of 50 activities, about half of which were done
 * @property {number} finished runs
 * @property {number} waiting runs, each for a timer
 *
 * @typedef {{ readonly settings: HubSettings, readonly dir: string, readonly load: Load }} Incarnation
 */

/** @type {readonly Load[]} */
const LOADS = [
  { sequences: 2_000, finished: 0, waiting: 0 },
  { sequences: 0, finished: 1_000, waiting: 0 },
  { sequences: 0, finished: 10_000, waiting: 0 },
  { sequences: 0, finished: 50_000, waiting: 0 },
  { sequences: 0, finished: 0, waiting: 1_000 },
  { sequences: 0, finished: 0, waiting: 10_000 },
  { sequences: 0, finished: 0, waiting: 100_000 },
];

/**
 * How long it takes until a hub is there again that was killed with SIGKILL, and until what it was doing is done:
 * by the length of the log and the number of instances.
 *
 * @type {import("./index.mjs").Program}
 */
export const recovery = {
  name: "recovery",
  run: async (options, tell) => {
    const settings = settingsOf(options);
    const figures = [];
    for (const load of Array.from({ length: options.repeat }, () => LOADS).flat()) {
      const root = fs.mkdtempSync(path.join(options.directory, "dacapo-bench-"));
      try {
        /** @type {Incarnation} */
        const incarnation = { settings, dir: path.join(root, "hub"), load };
        await inChild("programs/recovery-before.mjs", incarnation, { endsBy: "SIGKILL" });
        const figure = await inChild("programs/recovery-after.mjs", incarnation);
        tell(`recovery: ${JSON.stringify(load)} → open after ${figure.openMs} ms, all done after ${figure.doneMs} ms`);
        figures.push({ mode: settings.mode, threads: settings.threads, ...load, ...figure });
      } finally {
        fs.rmSync(root, { recursive: true });
      }
    }
    return figures;
  },
};
