import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataDirUnusable, makeDataDir } from "./data-dir";

let base = "";
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), "dacapo-data-dir-"));
});
afterEach(() => rm(base, { recursive: true }));

test("a directory is made with those it lies in, and left alone when it is there", async () => {
  const wanted = path.join(base, "a", "b", "c");
  await makeDataDir(wanted);
  await makeDataDir(wanted);
  expect((await stat(wanted)).isDirectory()).toBe(true);
});

test("a file in its place is refused with a sentence that says what to do", async () => {
  const taken = path.join(base, "taken");
  await writeFile(taken, "");
  await expect(makeDataDir(taken)).rejects.toThrow(/could not be made: EEXIST.*set DATA_DIR to another one/);
  await expect(makeDataDir(path.join(taken, "below"))).rejects.toBeInstanceOf(DataDirUnusable);
});

test.runIf(existsSync("/proc/self"))(
  "a file system that makes no directories is refused rather than waited for",
  async () => {
    await expect(makeDataDir("/proc/dacapo/data")).rejects.toBeInstanceOf(DataDirUnusable);
  },
);
