import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultyFiles } from "../../../test/support/faulty-files.js";
import { batchOf } from "../../../test/support/log-batches.js";
import { type TemporaryDirectory, temporaryDirectory } from "../../../test/support/temporary-directory.js";
import { type Log, logPosition } from "../log.js";
import { fileLog } from "./file-log.js";
import type { Files } from "./files.js";
import { nodeFiles } from "./node-files.js";

const FILE_BYTES = 4_096;

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("file-log");
});
afterEach(() => directory.remove());

const names = (): string[] => readdirSync(directory.path).sort();
/** The files that hold records. */
const logFiles = () =>
  names()
    .filter((name) => name.endsWith(".log"))
    .map((name) => ({ name, bytes: statSync(path.join(directory.path, name)).size }));

function open(after = 0, files: Files = nodeFiles) {
  const log = fileLog(directory.path, files, { fileBytes: FILE_BYTES });
  let last = after;
  for (const { position } of log.read(logPosition(after))) last = position;
  /** Appends batches of one record each, of about so many bytes in the file. */
  const append = (count: number, bytes = 500): void => {
    for (let index = 0; index < count; index++) {
      last += 1;
      log.append(batchOf(last, ["x".repeat(bytes - 38)]));
    }
  };
  return { log, append, last: () => last };
}

async function spareReady(log: Log): Promise<void> {
  for (let round = 0; log.counters.spareFiles === 0; round++) {
    expect(round).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe("the files of a log", () => {
  test("a spare is made aside as soon as the log is in use, and the log moves to it when it is ready", async () => {
    const { log, append } = open();
    append(1);
    expect(names()).toEqual(["000001.log"]);
    append(2);
    expect(log.counters).toMatchObject({ spareFiles: 0, filesMade: 1, filesUnprepared: 1 });
    await spareReady(log);
    expect(names()).toEqual(["000001.log", "spare-1"]);
    append(1);
    expect(log.counters).toMatchObject({ filesMade: 2, filesUnprepared: 1, files: 2 });
    log.close();
    expect(open().last()).toBe(4);
  });

  test("appending changes no file's length, once there are spares", async () => {
    const { log, append, last } = open();
    append(3);
    await spareReady(log);
    for (let round = 0; round < 60; round++) {
      append(1);
      log.release(logPosition(last()));
      expect(logFiles().at(-1)?.bytes).toBe(FILE_BYTES);
      if (log.counters.spareFiles === 0) await spareReady(log);
    }
    expect(log.counters.filesUnprepared).toBe(1);
    expect(log.counters.filesMade).toBeGreaterThan(7);
    log.close();
    expect(open(60).last()).toBe(63);
  });

  test("without a spare the log goes on and waits for nobody", () => {
    const { log, append, last } = open();
    append(40);
    expect(log.counters).toMatchObject({ filesMade: 5, filesUnprepared: 5, spareFiles: 0 });
    log.close();
    expect(last()).toBe(40);
    expect(open().last()).toBe(40);
  });

  test("what is released is used again, at most two files of it; the file that is written to stays", async () => {
    const { log, append, last } = open();
    append(3);
    await spareReady(log);
    append(60);
    const before = log.counters.files;
    expect(before).toBeGreaterThan(6);
    log.release(logPosition(10));
    expect(log.counters.files).toBeLessThan(before);
    log.release(logPosition(last()));
    expect(log.counters).toMatchObject({ files: 1 });
    expect(log.counters.spareFiles).toBeLessThanOrEqual(2);
    expect(logFiles()).toMatchObject([{ name: "000009.log" }]);
    append(1);
    expect(() => log.release(logPosition(last() + 1))).toThrow("released and the log ends at");
    log.close();
    expect(open(63).last()).toBe(64);
  });

  test("a batch that is larger than a file has one of its own, which is not used again", () => {
    const { log, append, last } = open();
    append(1);
    append(1, 3 * FILE_BYTES);
    append(1);
    expect(logFiles().map(({ bytes }) => bytes)).toEqual([532, 32 + 3 * FILE_BYTES, 532]);
    log.release(logPosition(2));
    expect(logFiles()).toEqual([{ name: "000003.log", bytes: 532 }]);
    log.close();
    expect(open(2).last()).toBe(last());
  });

  test("spares of another size, or too many of them, and what a release left are cleared away at opening", () => {
    const first = open();
    first.append(20);
    first.log.close();
    for (const number of [1, 2, 3])
      writeFileSync(path.join(directory.path, `spare-${number}`), Buffer.alloc(FILE_BYTES));
    writeFileSync(path.join(directory.path, "spare-4"), Buffer.alloc(10));
    open(18).log.close();
    expect(names()).toEqual(["000003.log", "spare-1", "spare-2"]);
    expect(open(18).last()).toBe(20);
  });

  test("a spare that finds no room is given up, and the log goes on", async () => {
    const { files, faults } = faultyFiles();
    const { log, append } = open(0, files);
    append(2, 400);
    faults.bytesLeft = FILE_BYTES;
    append(1);
    while (existsSync(path.join(directory.path, "spare-1"))) await new Promise((resolve) => setTimeout(resolve, 1));
    faults.bytesLeft = 1_000;
    append(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log.counters.spareFiles).toBe(0);
    append(1, 400);
    expect(() => append(1)).toThrow("ENOSPC");
    log.close();
    expect(open().last()).toBe(5);
  });

  test("a log that is closed while a spare is made leaves nothing open, and the next opening clears it away", async () => {
    const { log, append } = open();
    append(3);
    log.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = open();
    expect(again.last()).toBe(3);
    again.log.close();
  });

  test("it is used as its laws say, or not at all", () => {
    const log = fileLog(directory.path, nodeFiles);
    expect(() => log.append(batchOf(1, ["early"]))).toThrow("before it was read to its end");
    const opened = open();
    expect(() => opened.log.append(batchOf(2, ["gap"]))).toThrow("record 2 is appended after record 0");
    opened.log.close();
  });
});
