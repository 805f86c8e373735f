import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../../test/support/temporary-directory.js";
import type { Files } from "./files.js";
import { bestFlushPath, type FlushPath } from "./flush-path.js";
import { measureFlush } from "./measure-flush.js";
import { nodeFiles } from "./node-files.js";

test.each<[number, number, number, FlushPath]>([
  [0.2, 0.3, 0.1, "writeThrough"],
  [0.3, 0.2, 0.1, "writeAndSync"],
  [1.9, 5, 1, "writeThrough"],
  [5, 1.9, 1, "writeAndSync"],
  [2, 3, 9, "writeLaterAndSync"],
])("medians of %s, %s and %s ms: %s", (writeThrough, writeAndSync, writeLaterAndSync, expected) => {
  expect(bestFlushPath({ writeThrough, writeAndSync, writeLaterAndSync })).toBe(expected);
});

/** A disk on which each way takes a time of its own, by a clock of its own. */
function timedFiles(tookMs: { readonly through: number; readonly sync: number; readonly later: number }) {
  let nowMs = 0;
  const took = (ms: number) => () => {
    nowMs += ms;
  };
  const files: Files = {
    ...nodeFiles,
    openForWriting: (name, options = {}) => {
      const file = nodeFiles.openForWriting(name);
      const slow = options.writeThrough === true ? { write: took(tookMs.through) } : {};
      return { ...file, ...slow, sync: took(tookMs.sync), syncLater: async () => took(tookMs.later)() };
    },
  };
  return { files, nowMs: () => nowMs };
}

test("each way is measured by itself, and nothing of that is left", async () => {
  const directory = temporaryDirectory("flush");
  const { files, nowMs } = timedFiles({ through: 3, sync: 5, later: 7 });
  expect(await measureFlush(directory.path, files, nowMs)).toEqual({
    writeThrough: 3,
    writeAndSync: 5,
    writeLaterAndSync: 7,
  });
  expect(nowMs()).toBe(5 + 20 * (3 + 5 + 7));
  const slow = timedFiles({ through: 300, sync: 300, later: 300 });
  await measureFlush(directory.path, slow.files, slow.nowMs);
  expect(slow.nowMs()).toBeLessThan(4_000);
  expect(readdirSync(directory.path)).toEqual([]);
  directory.remove();
});

test("the real disk has three medians", async () => {
  const directory = temporaryDirectory("flush");
  for (const median of Object.values(await measureFlush(directory.path, nodeFiles))) expect(median).toBeGreaterThan(0);
  directory.remove();
});
