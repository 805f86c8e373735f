import fs from "node:fs";
import path from "node:path";
import { inChild } from "../in-child.mjs";
import { settingsOf } from "../plan.mjs";

/**
 * @typedef {object} Scale
 * @property {import("../measurement.mjs").HubSettings} settings
 * @property {string} dir
 * @property {number} runs
 */

/**
 * What finished runs cost those that come after them: throughput, memory, a page of the list, and the restart, as
 * the finished runs in a hub grow. Ten rows while they are made, one after a crash, one after a proper end.
 *
 * @type {import("./index.mjs").Program}
 */
export const scale = {
  name: "scale",
  run: async (options, tell) => {
    const root = fs.mkdtempSync(path.join(options.directory, "dacapo-bench-"));
    try {
      /** @type {Scale} */
      const about = { settings: settingsOf(options), dir: path.join(root, "hub"), runs: options.runs };
      const { mode, threads } = about.settings;
      tell(`scale: ${about.runs} hello sequences, then a crash, then a proper end`);
      const grown = await inChild("programs/scale-grow.mjs", about, { endsBy: "SIGKILL" });
      const afterCrash = await inChild("programs/scale-reopen.mjs", { ...about, after: "crash" });
      const afterEnd = await inChild("programs/scale-reopen.mjs", { ...about, after: "proper end" });
      return [...grown, afterCrash, afterEnd].map((row) => ({ mode, threads, ...row }));
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  },
};
