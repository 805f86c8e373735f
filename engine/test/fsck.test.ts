import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stateBytes } from "../src/host/state-bytes.js";
import { instanceId, partitionId } from "../src/model/index.js";
import type { PartitionEvent } from "../src/partition/event.js";
import { encodeEvent } from "../src/storage/event-codec.js";
import { lockDirectory } from "../src/storage/file/directory-lock.js";
import { fileLog } from "../src/storage/file/file-log.js";
import { filePayloads } from "../src/storage/file/file-payloads.js";
import {
  logDirectoryOf,
  partitionsDirectory,
  payloadsDirectory,
  planLogs,
  writeLayout,
} from "../src/storage/file/layout.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { FileSnapshots } from "../src/storage/file/snapshot/file-snapshots.js";
import { GroupCommit } from "../src/storage/group-commit.js";
import { logPosition } from "../src/storage/log.js";
import { encodeInstance } from "../src/storage/state-codec.js";
import { anyHead, anyInstance } from "./support/arbitrary-states.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAM = fileURLToPath(new URL("../dist/fsck/main.js", import.meta.url));
const GOLDEN = fileURLToPath(new URL("./golden/data-0.1.0", import.meta.url));
const LAYOUT = { partitionCount: 3, hubId: "fsck-hub", generation: 2, logs: planLogs(3, 2) };

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("fsck");
});
afterEach(() => directory.remove());

const inside = (...names: readonly string[]): string => path.join(directory.path, ...names);
const firstLog = (): string => logDirectoryOf(directory.path, LAYOUT, 0);
const firstFile = (): string => path.join(firstLog(), "000001.log");

/** What the command printed, and how it ended. */
function fsck(...args: readonly string[]): Promise<{ readonly printed: string; readonly code: number }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ printed: stdout + stderr, code: error === null ? 0 : Number(error.code) });
    });
  });
}

const terminated = (name: string): PartitionEvent => ({
  type: "TerminateRequested",
  atMs: 1_000,
  replyTo: 1,
  instanceId: instanceId(name),
  reason: "because",
});

/** Appends one batch for each name to the first log. */
function append(names: readonly string[], after = 0): void {
  const log = fileLog(firstLog(), nodeFiles);
  let last = logPosition(after);
  for (const { position } of log.read(last)) last = position;
  const commit = new GroupCommit(log, last, {
    durable: () => undefined,
    failed: (error) => expect(error).toBe(undefined),
  });
  for (const name of names) {
    commit.append(partitionId(2), encodeEvent(terminated(name)));
    commit.flush();
  }
  log.close();
}

function positions(after = 0): number[] {
  const log = fileLog(firstLog(), nodeFiles);
  try {
    return [...log.read(logPosition(after))].map(({ position }) => position);
  } finally {
    log.close();
  }
}

async function snapshot(position: number): Promise<void> {
  const [instance] = fc.sample(anyInstance, { numRuns: 1, seed: 7 });
  const [head] = fc.sample(anyHead, { numRuns: 1, seed: 7 });
  const partitions = LAYOUT.logs[0] ?? [];
  const place = { logDirectory: firstLog(), partitionsDirectory: partitionsDirectory(directory.path), partitions };
  const store = new FileSnapshots({ ...place, files: nodeFiles });
  store.open();
  const writer = store.begin({ position: logPosition(position), epoch: 1 });
  for (const key of ["a", "b", "c"]) {
    if (instance !== undefined)
      writer.put(partitionId(2), { key: instanceId(key), bytes: encodeInstance(instance), wake: "never" });
  }
  const bytes =
    head === undefined
      ? Buffer.alloc(0)
      : stateBytes(filePayloads(payloadsDirectory(directory.path), nodeFiles)).ofHead(head, []);
  await writer.finish(new Map(partitions.map((partition) => [partition, bytes])));
  store.close();
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

/** Every file below a directory with its content, but for the lock. */
function contents(below = directory.path): Record<string, string> {
  const files = readdirSync(below, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.startsWith("lock") && statSync(path.join(below, name)).isFile(),
  );
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(below, name), "base64")]));
}

/** Of seven batches the third one is broken, and the log's bytes before that. */
function damageThird(): Buffer {
  append(["one", "two", "three", "four", "five", "six", "seven"]);
  const batch = (statSync(firstFile()).size - 32) / 7;
  flip(firstFile(), Math.ceil(32 + 2.5 * batch));
  return readFileSync(firstFile());
}

describe("it looks", () => {
  test("at a directory of 0.1.0", async () => {
    cpSync(GOLDEN, directory.path, { recursive: true });
    const before = contents();
    const { printed, code } = await fsck(directory.path, "--verify");
    expect(printed).toContain("Format 1; 12 partitions");
    expect(printed).toContain("000001.log, 38.9 KiB, holds records 1 to 126 in 50 batches; with it the log ends.");
    expect(printed).toContain("35 EpisodeEnded, 29 ActivityStarted, 28 ActivityEnded, 14 StartRequested");
    expect(printed).toContain("CLEAN: everything was read");
    expect(code).toBe(0);
    expect(contents()).toEqual(before);
  });

  test("at one with a snapshot, spare files and a torn write, and changes nothing", async () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    append(["one", "two", "three", "four"]);
    await snapshot(2);
    writeFileSync(path.join(firstLog(), "spare-1"), Buffer.alloc(2048));
    flip(firstFile(), statSync(firstFile()).size - 1);
    const before = contents();
    const { printed, code } = await fsck(directory.path, "--verify");
    expect(printed).toContain("Format 2; 3 partitions on 2 logs (generation 2); of the hub fsck-hub.");
    expect(printed).toContain("of 2 partitions (0, 2)");
    expect(printed).toMatch(/The newest snapshot holds everything up to record 2: 3 entries, .* in 1 segment\./);
    expect(printed).toContain("holds records 1 to 3 in 3 batches; at offset");
    expect(printed).toContain("a write begins that was not finished and was never acknowledged");
    expect(printed).toContain("1 file for later use: spare-1 (2.0 KiB).");
    expect(printed).toContain("After the snapshot there is 1 record, about 1 instance or entity:");
    expect(printed).toContain("CLEAN");
    expect(code).toBe(0);
    expect(contents()).toEqual(before);
    expect(positions(2)).toEqual([3]);
  });

  test("and is not fooled by what it is given", async () => {
    expect(await fsck()).toMatchObject({ code: 2, printed: expect.stringContaining("Usage: fsck DIR") });
    expect(await fsck(directory.path, "--yes")).toMatchObject({ code: 2 });
    expect(await fsck(directory.path)).toMatchObject({
      code: 2,
      printed: expect.stringContaining("is no data directory"),
    });
    expect(await fsck(inside("none"))).toMatchObject({ code: 2 });
    expect(readdirSync(directory.path)).toEqual([]);
    writeLayout(directory.path, nodeFiles, LAYOUT);
    writeFileSync(inside("format.json"), "{");
    expect(await fsck(directory.path)).toMatchObject({
      code: 1,
      printed: expect.stringContaining("format.json cannot be read"),
    });
  });

  test("and keeps away from a directory that somebody has open", async () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    const lock = await lockDirectory(directory.path);
    expect(await fsck(directory.path)).toMatchObject({
      code: 2,
      printed: expect.stringContaining("is in use by another"),
    });
    await lock.release();
    expect(await fsck(directory.path)).toMatchObject({ code: 0 });
  });
});

describe("it repairs a log", () => {
  beforeEach(() => writeLayout(directory.path, nodeFiles, LAYOUT));

  test("only when somebody consents, and says before what is lost", async () => {
    damageThird();
    const before = contents();
    const { printed, code } = await fsck(directory.path, "--repair");
    expect(code).toBe(1);
    expect(printed).toContain("at offset");
    expect(printed).toContain("keeps records 1 to 2.");
    expect(printed).toContain("It loses records 3 to 7: 4 TerminateRequested, and 1 record of which nothing is left.");
    expect(printed).toContain("or never began: five, four, seven, six.");
    expect(printed).toContain("Instances on other logs may have had messages");
    expect(printed).toContain("Nothing was changed.");
    expect(contents()).toEqual(before);
  });

  test("up to the broken place, and keeps what was there", async () => {
    const damaged = damageThird();
    expect(() => positions()).toThrow("is damaged");
    const { printed, code } = await fsck(directory.path, "--repair", "--yes");
    expect(printed).toContain("Repaired.");
    expect(code).toBe(0);
    expect(positions()).toEqual([1, 2]);
    append(["again"]);
    expect(positions()).toEqual([1, 2, 3]);
    const [stamp = ""] = readdirSync(inside("rescued"));
    expect(readFileSync(inside("rescued", stamp, "2-0", "000001.log")).equals(damaged)).toBe(true);
  });

  test("without a loss where the snapshot has what is broken", async () => {
    damageThird();
    await snapshot(5);
    expect(() => positions(5)).toThrow("is damaged");
    const { printed, code } = await fsck(directory.path, "--repair", "--yes");
    expect(printed).toContain("keeps the snapshot, which holds everything up to record 5, and records 6 to 7.");
    expect(printed).toContain("Nothing that can still be read is lost.");
    expect(code).toBe(0);
    expect(positions(5)).toEqual([6, 7]);
  });

  test("whose files are gone, or end before the snapshot", async () => {
    append(["one", "two"]);
    await snapshot(2);
    rmSync(firstFile());
    expect(await fsck(directory.path)).toMatchObject({
      code: 1,
      printed: expect.stringContaining("it ends with record 0"),
    });
    expect(await fsck(directory.path, "--repair", "--yes")).toMatchObject({ code: 0 });
    append(["three"], 2);
    expect(positions(2)).toEqual([3]);
  });

  test("up to a record that is whole and cannot be understood", async () => {
    append(["one"]);
    const log = fileLog(firstLog(), nodeFiles);
    const last = [...log.read(logPosition(0))].length;
    const commit = new GroupCommit(log, logPosition(last), { durable: () => undefined, failed: () => undefined });
    commit.append(partitionId(0), Buffer.from([250, 1, 2]));
    commit.flush();
    log.close();
    append(["three"]);
    const { printed } = await fsck(directory.path);
    expect(printed).toContain("Record 2 in");
    expect(printed).toContain("cannot be understood: A record of the log has format 250");
    expect(await fsck(directory.path, "--repair", "--yes")).toMatchObject({ code: 0 });
    expect(positions()).toEqual([1]);
  });
});

describe("what a snapshot keeps", () => {
  test("is read by --verify, and repaired with consent: an entry that is damaged is named", async () => {
    writeLayout(directory.path, nodeFiles, LAYOUT);
    append(["one", "two"]);
    await snapshot(2);
    const segment = inside("partitions", "002", "000001.seg");
    flip(segment, statSync(segment).size - 3);
    const before = contents();
    expect(await fsck(directory.path)).toMatchObject({ code: 0 });
    const { printed, code } = await fsck(directory.path, "--verify", "--repair");
    expect(printed).toContain(`The snapshot store is damaged in ${segment} at offset`);
    expect(printed).toContain(`${segment} keeps 2 entries. It loses 1 entry`);
    expect(printed).toContain("perhaps, for their names may be damaged: c.");
    expect(code).toBe(1);
    expect(contents()).toEqual(before);
    expect(await fsck(directory.path, "--verify", "--repair", "--yes")).toMatchObject({ code: 0 });
    expect(await fsck(directory.path, "--verify")).toMatchObject({
      code: 0,
      printed: expect.stringContaining("2 entries"),
    });
    rmSync(segment);
    expect(await fsck(directory.path)).toMatchObject({
      code: 1,
      printed: expect.stringContaining(`${segment} is missing`),
    });
  });
});
