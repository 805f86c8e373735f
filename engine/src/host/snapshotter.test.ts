import { expect, test } from "vitest";
import { type Log, logPosition } from "../storage/log.js";
import { memoryDisk, memoryLog } from "../storage/memory/memory-log.js";
import { memoryPayloads, payloadShelf } from "../storage/memory/memory-payloads.js";
import { memorySnapshot, memorySnapshots } from "../storage/memory/memory-snapshots.js";
import { HostedGroup } from "./hosted-group.js";
import { SNAPSHOT_SETTINGS, Snapshotter } from "./snapshotter.js";
import { stateBytes } from "./state-bytes.js";

test("a disk that fails while the log lets go of what the snapshot has is a failure of the disk, and nobody's promise", async () => {
  const failure = Object.assign(new Error("EIO: i/o error, unlink"), { code: "EIO" });
  const log: Log = {
    ...memoryLog(memoryDisk()),
    release: () => {
      throw failure;
    },
  };
  const store = memorySnapshots(memorySnapshot(), []);
  store.open();
  const failed: unknown[] = [];
  const snapshots = new Snapshotter(
    {
      settings: SNAPSHOT_SETTINGS,
      store,
      log,
      group: new HostedGroup(1, []),
      bytes: stateBytes(memoryPayloads(payloadShelf())),
      epoch: 1,
      cuts: [],
      clock: { nowMs: () => 0, callAt: () => () => undefined },
      nextTurn: (callback) => {
        callback();
        return () => undefined;
      },
      appended: () => logPosition(5),
      whenDurable: (then) => then(),
      evicted: () => undefined,
      failed: (error) => failed.push(error),
    },
    logPosition(0),
  );
  await snapshots.take("asked", 0);
  expect(failed).toEqual([failure]);
});

test("what came while a snapshot was written is in the next one, though no turn follows", async () => {
  const store = memorySnapshots(memorySnapshot(), []);
  store.open();
  const released: number[] = [];
  let appended = 10;
  let letGo: () => void = () => undefined;
  const snapshots = new Snapshotter(
    {
      settings: { ...SNAPSHOT_SETTINGS, logBytesMax: 100 },
      store,
      log: { ...memoryLog(memoryDisk()), release: (through) => released.push(through) },
      group: new HostedGroup(1, []),
      bytes: stateBytes(memoryPayloads(payloadShelf())),
      epoch: 1,
      cuts: [],
      clock: { nowMs: () => 0, callAt: () => () => undefined },
      nextTurn: (callback) => {
        callback();
        return () => undefined;
      },
      appended: () => logPosition(appended),
      whenDurable: (then) => {
        letGo = then;
      },
      evicted: () => undefined,
      failed: (error) => expect.unreachable(String(error)),
    },
    logPosition(0),
  );
  snapshots.consider(150);
  appended = 20;
  snapshots.consider(300);
  letGo();
  await expect.poll(() => released).toEqual([10]);
  letGo();
  await expect.poll(() => released).toEqual([10, 20]);
  snapshots.close();
});
