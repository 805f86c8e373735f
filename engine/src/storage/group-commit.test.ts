import { expect, test } from "vitest";
import { partitionId } from "../model/index.js";
import { GroupCommit } from "./group-commit.js";
import { type Batch, type Log, logPosition } from "./log.js";
import { memoryDisk, memoryLog } from "./memory/memory-log.js";
import { frameAt, recordsOf, sealBatch } from "./record.js";

/** A log whose writes end when the test says so, one way or the other. */
function heldLog() {
  const writes: { readonly first: number; readonly last: number; readonly end: (error?: Error) => Promise<void> }[] =
    [];
  const append = ({ first, last }: Batch): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = async (error?: Error): Promise<void> => {
        if (error === undefined) resolve();
        else reject(error);
        await new Promise((settled) => setImmediate(settled));
      };
      writes.push({ first, last, end });
    });
  const log: Log = { ...memoryLog(memoryDisk()), append };
  return { log, writes };
}

/** A log that remembers its batches: where each begins, and its texts. */
function recordingLog() {
  const batches: [number, string[]][] = [];
  const append = ({ first, last, bytes }: Batch): undefined => {
    sealBatch(bytes, first, last - first + 1, 1);
    const at = frameAt(bytes, 0, { format: 2, number: 1 });
    const records = at.kind === "batch" ? [...recordsOf(at.frame)] : [];
    batches.push([first, records.map(({ payload }) => Buffer.from(payload).toString())]);
    return undefined;
  };
  const log: Log = { ...memoryLog(memoryDisk()), append };
  return { log, batches };
}

function committing(log: Log) {
  const told: unknown[] = [];
  const commit = new GroupCommit(log, logPosition(10), {
    durable: (position) => told.push(position),
    failed: (error) => told.push(error),
  });
  const append = (count: number): void => {
    for (let index = 0; index < count; index++) commit.append(partitionId(0), Buffer.from("x"));
    commit.flush();
  };
  return { commit, told, append };
}

test("what is handed to the log is told before it is durable, and what is held is not handed", async () => {
  const { log, writes } = heldLog();
  const told: string[] = [];
  const commit = new GroupCommit(log, logPosition(10), {
    handed: (position) => told.push(`handed ${position}`),
    durable: (position) => told.push(`durable ${position}`),
    failed: () => told.push("failed"),
  });
  for (let index = 0; index < 4; index++) commit.append(partitionId(0), Buffer.from("x"));
  commit.hold(logPosition(13));
  commit.flush();
  expect(told).toEqual(["handed 12"]);
  await writes[0]?.end();
  expect(told).toEqual(["handed 12", "durable 12"]);
  commit.hold(undefined);
  commit.flush();
  expect(told).toEqual(["handed 12", "durable 12", "handed 14"]);
});

test("what gathers while a write is under way is the next write, and is durable only with that one", async () => {
  const { log, writes } = heldLog();
  const { commit, told, append } = committing(log);
  append(1);
  append(2);
  append(3);
  expect(writes).toMatchObject([{ first: 11, last: 11 }]);
  expect([commit.appended, commit.durable, told]).toEqual([16, 10, []]);
  await writes[0]?.end();
  expect(writes).toMatchObject([{ first: 11 }, { first: 12, last: 16 }]);
  expect([commit.durable, told]).toEqual([11, [11]]);
  await writes[1]?.end();
  expect([commit.durable, told]).toEqual([16, [11, 16]]);
});

test("after a write that failed nothing is written and nothing is said any more", async () => {
  const { log, writes } = heldLog();
  const { commit, told, append } = committing(log);
  append(1);
  append(1);
  const error = new Error("no space");
  await writes[0]?.end(error);
  append(1);
  await commit.settled();
  expect(writes).toHaveLength(1);
  expect([commit.durable, told]).toEqual([10, [error]]);
});

test("records that are held are not written, those before them are; lifted, the rest is", async () => {
  const { log, writes } = heldLog();
  const { commit, append } = committing(log);
  commit.hold(logPosition(13));
  append(4);
  expect(writes).toMatchObject([{ first: 11, last: 12 }]);
  await writes[0]?.end();
  expect(writes).toHaveLength(1);
  expect([commit.appended, commit.handed, commit.durable]).toEqual([14, 12, 12]);
  commit.hold(logPosition(14));
  commit.flush();
  expect(writes).toMatchObject([{}, { first: 13, last: 13 }]);
  await writes[1]?.end();
  expect(() => commit.hold(logPosition(13))).toThrow("record 13 was handed to the log and cannot be held");
  commit.hold(undefined);
  commit.flush();
  expect(writes).toMatchObject([{}, {}, { first: 14, last: 14 }]);
});

test("a batch has so many bytes at most, unless a single record has more", () => {
  const { log, batches } = recordingLog();
  const commit = new GroupCommit(
    log,
    logPosition(0),
    { durable: () => undefined, failed: () => undefined },
    {
      batchBytesMax: 30,
    },
  );
  for (const text of ["1234", "1234", "1234", "x".repeat(50), "1234"]) commit.append(partitionId(0), Buffer.from(text));
  commit.flush();
  expect(batches).toEqual([
    [1, ["1234", "1234", "1234"]],
    [4, ["x".repeat(50)]],
    [5, ["1234"]],
  ]);
  expect(commit.durable).toBe(5);
});

test("it measures its flushes", async () => {
  const { log, writes } = heldLog();
  let nowMs = 100;
  const commit = new GroupCommit(
    log,
    logPosition(0),
    { durable: () => undefined, failed: () => undefined },
    {
      nowMs: () => nowMs,
    },
  );
  const append = () => commit.append(partitionId(0), Buffer.from("1234"));
  append();
  nowMs = 103;
  commit.flush();
  append();
  nowMs = 105;
  append();
  nowMs = 110;
  await writes[0]?.end();
  nowMs = 112;
  await writes[1]?.end();
  expect(commit.metrics()).toMatchObject({
    flushMs: { count: 2, max: 7, sum: 9 },
    batchRecords: { count: 2, p50: 1, max: 2 },
    batchBytes: { max: 52, sum: 94 },
    recent: [
      { gatheredFromMs: 100, beganMs: 103, endedMs: 110, records: 1, bytes: 42 },
      { gatheredFromMs: 103, beganMs: 110, endedMs: 112, records: 2, bytes: 52 },
    ],
  });
  for (let round = 0; round < 40; round++) {
    append();
    commit.flush();
    await writes.at(-1)?.end();
  }
  expect(commit.metrics().recent).toHaveLength(32);
});

test("it is settled when what has gathered meanwhile is durable, too; once stopped it begins no further write", async () => {
  const { log, writes } = heldLog();
  const { commit, append } = committing(log);
  const said: string[] = [];
  append(1);
  append(1);
  void commit.settled().then(() => said.push("settled"));
  await writes[0]?.end();
  expect([said, writes.length]).toEqual([[], 2]);
  await writes[1]?.end();
  expect(said).toEqual(["settled"]);

  append(1);
  append(1);
  commit.stop();
  void commit.settled().then(() => said.push("stopped"));
  expect(writes).toHaveLength(3);
  await writes[2]?.end();
  // A reader may open the log now: nothing is written to it any more.
  expect([said, writes.length]).toEqual([["settled", "stopped"], 3]);
});
