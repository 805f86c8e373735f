import { describe, expect, test } from "vitest";
import { encodeJson, executionId, type InstanceRecord, instanceId, partitionId } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import { FlushSamples } from "../storage/flush-samples.js";
import { logPosition } from "../storage/log.js";
import { ThreadMeter, type ThreadReading } from "./meter.js";

function reading(appended: number, durable: number): ThreadReading {
  return {
    thread: 0,
    state: "running",
    epoch: 1,
    rewinds: 0,
    appendedPosition: appended,
    durablePosition: durable,
    effectsHeld: 0,
    liveOrchestrators: 0,
    snapshotPosition: 0,
    snapshot: { tookMs: 0, bytes: 0, entries: 0, inProgress: false },
    recovery: { tookMs: 0, records: 0 },
    logTailBytes: 0,
    flushPath: "writeThrough",
    commit: new FlushSamples().metrics(),
    partitions: [0, 1].map((index) => ({
      partition: partitionId(index),
      resident: index + 1,
      stored: 10,
      active: 0,
      queueDepth: 0,
      outboxDepth: 0,
    })),
  };
}

const timerFired = { type: "TimerFired" } as PartitionEvent;
const batchEnded = { type: "EntityBatchEnded", results: [{}, {}] } as unknown as PartitionEvent;

const instruments = { elapsedMs: () => 0, loop: () => ({ busyMs: 250, idleMs: 750 }), heapBytes: () => 1_000_000 };

function meterWith(records: readonly (readonly [partition: number, event: PartitionEvent])[]): ThreadMeter {
  const meter = new ThreadMeter(instruments);
  for (const [index, [partition, event]] of records.entries()) {
    // Position 1 is the log's own record, which is no partition's.
    meter.stepped(partitionId(partition), logPosition(index + 2), event, 50);
  }
  return meter;
}

describe("records", () => {
  test("each counts for its partition, and as not durable until it is", () => {
    const meter = meterWith([
      [0, timerFired],
      [1, timerFired],
      [0, timerFired],
    ]);
    const of = (durable: number) =>
      meter
        .report(reading(4, durable))
        .partitions.map(({ records, position, speculationDepth }) => ({ records, position, speculationDepth }));
    expect(of(2)).toEqual([
      { records: 2, position: 4, speculationDepth: 1 },
      { records: 1, position: 3, speculationDepth: 1 },
    ]);
    expect(of(4).map(({ speculationDepth }) => speculationDepth)).toEqual([0, 0]);
  });

  test("what happened is counted, operations of entities one by one", () => {
    const { counts } = meterWith([
      [0, timerFired],
      [0, batchEnded],
    ]).report(reading(3, 3)).thread;
    expect(counts).toMatchObject({ records: 2, logBytes: 100, timersFired: 1, entityOperations: 2, episodes: 0 });
  });
});

test("starts and endings are counted when they are durable, each once", () => {
  const meter = new ThreadMeter(instruments);
  const record = (eventCount: number, status: InstanceRecord["status"]): InstanceRecord => ({
    instanceId: instanceId("a"),
    executionId: executionId("e"),
    name: "n",
    status,
    tags: {},
    createdAtMs: 0,
    updatedAtMs: 0,
    eventCount,
    input: encodeJson(1),
  });
  meter.published(record(1, "Pending"), true);
  meter.published(record(3, "Running"), false);
  meter.published(record(5, "Completed"), false);
  meter.published(record(1, "Pending"), true);
  meter.published(record(4, "Terminated"), false);
  expect(meter.report(reading(0, 0)).thread.counts).toMatchObject({
    started: 2,
    completed: 1,
    terminated: 1,
    failed: 0,
  });
});

test("a thread's figures sum up its partitions'", () => {
  const { thread } = new ThreadMeter(instruments).report(reading(0, 0));
  expect(thread).toMatchObject({ residentInstances: 3, storedInstances: 20, busyShare: 0.25, heapBytes: 1_000_000 });
});
