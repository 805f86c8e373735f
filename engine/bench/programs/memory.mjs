import fs from "node:fs";
import path from "node:path";
import { inChild } from "../in-child.mjs";
import { settingsOf } from "../plan.mjs";

/**
 * @typedef {object} Memory
 * @property {import("../measurement.mjs").HubSettings} settings
 * @property {string} dir
 * @property {number} runs
 */

/** Of the runs that were asked for, every tenth one waits; and by the default, two hundred do so with a large text. */
const RUNS_FOR_ONE = 10;
const RUNS_FOR_ONE_WITH_TEXT = 5_000;

/**
 * What runs that wait cost in memory: many with small inputs, and some with inputs of four megabytes. Each of them is
 * then given its event and must end with the right result.
 *
 * @type {import("./index.mjs").Program}
 */
export const memory = {
  name: "memory",
  run: async (options, tell) => {
    const root = fs.mkdtempSync(path.join(options.directory, "dacapo-bench-"));
    const settings = settingsOf(options);
    const waiting = Math.ceil(options.runs / RUNS_FOR_ONE);
    const withText = Math.ceil(options.runs / RUNS_FOR_ONE_WITH_TEXT);
    try {
      tell(`memory: ${waiting} runs that wait, then ${withText} that wait with 4 MiB each`);
      /** @type {Memory & { textMb: number }} */
      const small = { settings, dir: path.join(root, "small"), runs: waiting, textMb: 0 };
      const large = { settings, dir: path.join(root, "large"), runs: withText, textMb: 4 };
      const rows = [
        ...(await inChild("programs/memory-waiting.mjs", small)),
        ...(await inChild("programs/memory-waiting.mjs", large)),
      ];
      return rows.map((row) => ({ mode: settings.mode, threads: settings.threads, ...row }));
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  },
};
