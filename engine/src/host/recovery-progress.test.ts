import { expect, test } from "vitest";
import { GroupCommit } from "../storage/group-commit.js";
import { logPosition } from "../storage/log.js";
import { memoryDisk, memoryLog } from "../storage/memory/memory-log.js";
import { memoryPayloads, payloadShelf } from "../storage/memory/memory-payloads.js";
import { memorySnapshot, memorySnapshots } from "../storage/memory/memory-snapshots.js";
import { encodeLogOpened, LOG_ITSELF } from "./log-opened.js";
import { recoverLog } from "./recover-log.js";
import { recoveryOf } from "./recovery-progress.js";
import { stateBytes } from "./state-bytes.js";

test("a recovery says how many records there are before it steps one, then now and then how many it has", () => {
  const disk = memoryDisk();
  const commit = new GroupCommit(memoryLog(disk), logPosition(0), {
    durable: () => undefined,
    failed: (error) => expect(error).toBeUndefined(),
  });
  for (let epoch = 1; epoch <= 600; epoch++) commit.append(LOG_ITSELF, encodeLogOpened(epoch));
  commit.flush();
  const told: string[] = [];
  const { records } = recoverLog({
    partitions: [],
    partitionCount: 1,
    store: memorySnapshots(memorySnapshot(), []),
    log: memoryLog(disk),
    bytes: stateBytes(memoryPayloads(payloadShelf())),
    listener: {
      replaying: (ofRecords) => told.push(`of ${ofRecords}`),
      replayed: (soFar) => told.push(`${soFar}`),
    },
  });
  expect(records).toBe(600);
  expect(told).toEqual(["of 600", "256", "512"]);
});

test("threads that recover side by side are one recovery", () => {
  expect(recoveryOf([])).toBeUndefined();
  expect(
    recoveryOf([
      { tookMs: 40, records: 256, ofRecords: 1_000 },
      { tookMs: 90, records: 300, ofRecords: 300 },
    ]),
  ).toEqual({ tookMs: 90, records: 556, ofRecords: 1_300 });
});

test("how many records there are is not said before every thread knows", () => {
  expect(
    recoveryOf([
      { tookMs: 40, records: 256, ofRecords: 1_000 },
      { tookMs: 5, records: 0 },
    ]),
  ).toEqual({ tookMs: 40, records: 256 });
});
