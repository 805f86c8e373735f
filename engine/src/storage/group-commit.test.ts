import { expect, test } from "vitest";
import { partitionId } from "../model/index.js";
import { GroupCommit } from "./group-commit.js";
import { type Batch, type Log, logPosition } from "./log.js";
import { memoryDisk, memoryLog } from "./memory/memory-log.js";

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
