import fs from "node:fs";
import path from "node:path";
import { bareFlushMs } from "../bare-log.mjs";

const MEASURE_MS = 400;
const SIZES = [200, 4 * 1024, 32 * 1024, 256 * 1024];

/**
 * What the disk allows: writes of several sizes, each durable before the next one begins. Nothing that keeps its
 * promises with one log makes more flushes than that.
 *
 * @type {import("./index.mjs").Program}
 */
export const disk = {
  name: "disk",
  run: async ({ directory, repeat }) => {
    const root = fs.mkdtempSync(path.join(directory, "dacapo-bench-"));
    try {
      return Array.from({ length: repeat }, () => SIZES)
        .flat()
        .map((bytes) => {
          const flushMs = bareFlushMs(root, bytes, MEASURE_MS);
          return {
            bytes,
            flushMs,
            flushesPerSecond: 1_000 / flushMs,
            mbPerSecond: (bytes / flushMs) * (1_000 / 2 ** 20),
          };
        });
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  },
};
