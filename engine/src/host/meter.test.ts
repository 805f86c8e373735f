import { describe, expect, test } from "vitest";
import { encodeJson, executionId, type InstanceRecord, instanceId, partitionId } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { type Batch, logPosition } from "../storage/log.js";
import { ThreadMeter, type ThreadReading } from "./meter.js";

const READING: ThreadReading = {
  thread: 0,
  state: "running",
  effectsHeld: 0,
  liveOrchestrators: 0,
  partitions: [0, 1].map((index) => ({ partition: partitionId(index), resident: 0, active: 0, queueDepth: 0 })),
};

const timerFired = { type: "TimerFired" } as PartitionEvent;
const episodeEnded = { type: "EpisodeEnded" } as PartitionEvent;

const batch = (first: number, last: number, bytes = 100): Batch => ({
  first: logPosition(first),
  last: logPosition(last),
  bytes: new Uint8Array(bytes),
});

function meterWithHands() {
  let nowMs = 5_000;
  const meter = new ThreadMeter({
    elapsedMs: () => nowMs,
    loop: () => ({ busyMs: nowMs / 4, idleMs: (nowMs * 3) / 4 }),
    heapBytes: () => 1_000_000,
  });
  const wait = (ms: number) => {
    nowMs += ms;
  };
  const step = (partition: number, position: number, event: PartitionEvent = timerFired) =>
    meter.stepped(partitionId(partition), logPosition(position), event);
  return { meter, wait, step, thread: () => meter.report(READING).thread, report: () => meter.report(READING) };
}

describe("flushes", () => {
  test("a flush is timed from its write on; gathering began with its oldest record", () => {
    const { meter, wait, step, thread } = meterWithHands();
    const log = meter.metered({
      append: () => {
        wait(3);
        return undefined;
      },
    });
    wait(10);
    step(0, 1);
    wait(2);
    step(0, 2);
    expect(log.append(batch(1, 2))).toBeUndefined();
    const { flushes, batchRecords, batchBytes, recentFlushes, counts } = thread();
    expect(recentFlushes).toEqual([{ gatheredFromMs: 10, beganMs: 12, endedMs: 15, records: 2, bytes: 100 }]);
    expect(flushes).toMatchObject({ count: 1, p50: 3 });
    expect(batchRecords.max).toBe(2);
    expect(batchBytes.max).toBe(100);
    expect(counts).toMatchObject({ records: 2, logBytes: 100, timersFired: 2 });
  });

  test("what gathers while a write is under way belongs to the next one", async () => {
    const { meter, wait, step, thread } = meterWithHands();
    let finish = (): void => undefined;
    const log = meter.metered({ append: () => new Promise<void>((resolve) => (finish = resolve)) });
    step(0, 1);
    const first = log.append(batch(1, 1));
    wait(4);
    step(1, 2);
    step(0, 3);
    expect(thread()).toMatchObject({ appendedPosition: 3, durablePosition: 0 });
    finish();
    await first;
    wait(1);
    const second = log.append(batch(2, 3));
    finish();
    await second;
    expect(thread().recentFlushes.map(({ gatheredFromMs, beganMs }) => [gatheredFromMs, beganMs])).toEqual([
      [0, 0],
      [4, 5],
    ]);
    expect(thread()).toMatchObject({ appendedPosition: 3, durablePosition: 3 });
  });

  test("a write that fails is no flush, and its error goes on to whoever asked for it", () => {
    const { meter, step, thread } = meterWithHands();
    const log = meter.metered({
      append: () => {
        throw new Error("disk full");
      },
    });
    step(0, 1);
    expect(() => log.append(batch(1, 1))).toThrow("disk full");
    expect(thread()).toMatchObject({ durablePosition: 0, flushes: { count: 0 } });
  });

  test("only the last ones are kept for the picture", () => {
    const { meter, step, thread } = meterWithHands();
    const log = meter.metered({ append: () => undefined });
    for (let position = 1; position <= 100; position++) {
      step(0, position);
      void log.append(batch(position, position));
    }
    expect(thread().flushes.count).toBe(100);
    expect(thread().recentFlushes).toHaveLength(32);
  });
});

test("how deep speculation is, is told by partition", async () => {
  const { meter, step, report } = meterWithHands();
  let finish = (): void => undefined;
  const log = meter.metered({ append: () => new Promise<void>((resolve) => (finish = resolve)) });
  step(0, 1);
  step(1, 2);
  step(1, 3);
  const write = log.append(batch(1, 3));
  step(0, 4);
  const depths = () =>
    report().partitions.map(({ speculationDepth, position, records }) => [speculationDepth, position, records]);
  expect(depths()).toEqual([
    [2, 4, 2],
    [2, 3, 2],
  ]);
  finish();
  await write;
  expect(depths()).toEqual([
    [1, 4, 2],
    [0, 3, 2],
  ]);
});

test("starts and endings are counted when they are durable, each once", () => {
  const { meter, step, thread } = meterWithHands();
  const record: InstanceRecord = {
    instanceId: instanceId("a"),
    executionId: executionId("x"),
    name: "hello",
    status: "Pending",
    tags: {},
    createdAtMs: 0,
    updatedAtMs: 0,
    eventCount: 1,
    input: encodeJson(null),
  };
  step(0, 1, episodeEnded);
  expect(thread().counts).toMatchObject({ started: 0, completed: 0, episodes: 1 });
  meter.released({ type: "PublishHistory", record });
  meter.released({ type: "PublishHistory", record: { ...record, eventCount: 3, status: "Running" } });
  meter.released({ type: "PublishHistory", record: { ...record, eventCount: 5, status: "Completed" } });
  expect(thread().counts).toMatchObject({ started: 1, completed: 1, failed: 0, terminated: 0 });
});

test("recovery counts the records it folded; they are durable and nothing happened", () => {
  const { meter, wait, report } = meterWithHands();
  meter.replayed(partitionId(1), logPosition(1), 40);
  meter.replayed(partitionId(0), logPosition(2), 60);
  wait(250);
  meter.recovered();
  const { thread, partitions } = report();
  expect(thread).toMatchObject({
    recovery: { tookMs: 250, records: 2 },
    appendedPosition: 2,
    durablePosition: 2,
    logTailBytes: 100,
    counts: { records: 0, started: 0 },
  });
  expect(partitions.map(({ position }) => position)).toEqual([2, 1]);
});
