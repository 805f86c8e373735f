import { describe, expect, test } from "vitest";
import { findings } from "./findings";
import { NO_SAMPLES, watchedFor } from "./hub-for-test";
import { threadGroups } from "./thread-groups";

const titles = (...watched: Parameters<typeof watchedFor>) =>
  findings(watchedFor(...watched)).map(({ title }) => title);

/** Flushes that take so long, new ones at every reading. */
const flushing = (index: number, tookMs: number) => ({
  flushes: { ...NO_SAMPLES, count: index + 1 },
  recentFlushes: [
    { gatheredFromMs: index * 250, beganMs: index * 250 + 1, endedMs: index * 250 + 1 + tookMs, records: 1, bytes: 1 },
  ],
});

test("of an engine that is well there is nothing to say", () => {
  expect(titles(240, (index) => ({ threads: [flushing(index, 1.1)] }))).toEqual([]);
  expect(titles(1, () => ({}))).toEqual([]);
});

describe("a partition with a long queue", () => {
  test("is behind when the others are not", () => {
    const partitions = [{ queueDepth: 3 }, { queueDepth: 38 }, { queueDepth: 2 }, { queueDepth: 0 }];
    const [finding, ...rest] = findings(watchedFor(1, () => ({ partitions })));
    expect(finding).toMatchObject({ title: "Partition 01 is behind", partition: 1, thread: 0, action: "showRunning" });
    expect(finding?.why).toEqual(["38 events wait there, where the others have 2."]);
    expect(rest).toEqual([]);
  });

  test("is not behind when all are", () => {
    expect(titles(1, () => ({ partitions: [30, 40, 50, 60].map((queueDepth) => ({ queueDepth })) }))).toEqual([]);
  });

  test("a short queue is no finding, however empty the others are", () => {
    expect(titles(1, () => ({ partitions: [{ queueDepth: 19 }, {}, {}] }))).toEqual([]);
  });

  test("is hot when it does most of its thread's work", () => {
    const watched = watchedFor(20, (index) => ({
      partitions: [{ queueDepth: 40, records: 71 * index }, { records: 20 * index }, { records: 9 * index }],
    }));
    expect(findings(watched)[0]?.why[1]).toMatch(/^It did 71\u202f% of its thread's work in the last minute\. /);
  });

  test("alone on its thread, it is not called hot for that", () => {
    const watched = watchedFor(20, (index) => ({ partitions: [{ queueDepth: 40, records: index }] }));
    expect(findings(watched)[0]?.why).toEqual(["40 events wait there."]);
  });

  test("is marked in its row; the others are not", () => {
    const watched = watchedFor(1, () => ({ partitions: [{}, { queueDepth: 38 }, {}] }));
    const [group] = threadGroups(watched, findings(watched));
    expect(group?.look).toBe("running");
    expect(group?.partitions.map(({ look }) => look)).toEqual(["running", "slow", "running"]);
  });
});

describe("a disk that is slow", () => {
  const slowAtTheEnd = (before: number, now: number) => (index: number) => ({
    threads: [flushing(index, index < 200 ? before : now)],
  });

  test("is one whose flushes take twice as long as before", () => {
    const [finding] = findings(watchedFor(220, slowAtTheEnd(1.1, 2.9)));
    expect(finding).toMatchObject({ title: "The disk is slow", thread: 0 });
    expect(finding?.why[0]).toBe(
      "Flushes of thread 0 take 2.9 ms, 2.6 × their median of the last minute. Everything that has to be durable waits for them.",
    );
  });

  test("is not one that was always so, or that is slower by next to nothing", () => {
    expect(titles(220, slowAtTheEnd(9, 9))).toEqual([]);
    expect(titles(220, slowAtTheEnd(0.1, 0.4))).toEqual([]);
  });

  test("is not known before there is something to compare", () => {
    expect(titles(18, () => ({ threads: [flushing(3, 80)] }))).toEqual([]);
  });

  test("marks its thread", () => {
    const watched = watchedFor(220, slowAtTheEnd(1.1, 2.9));
    expect(threadGroups(watched, findings(watched))[0]?.look).toBe("slow");
  });
});

test("a thread without time to spare is one that is busy for seconds, not for a moment", () => {
  expect(titles(20, () => ({ threads: [{ busyShare: 0.93 }] }))).toEqual(["Thread 0 has no time to spare"]);
  expect(titles(20, (index) => ({ threads: [{ busyShare: index === 19 ? 1 : 0.3 }] }))).toEqual([]);
});

test("places for activities are full only when somebody waits for one", () => {
  expect(titles(1, () => ({ activities: { running: 64, waiting: 0, atOnceMax: 64 } }))).toEqual([]);
  const [finding] = findings(watchedFor(1, () => ({ activities: { running: 64, waiting: 22, atOnceMax: 64 } })));
  expect(finding?.why[0]).toBe(
    "All 64 places are taken, and 22 attempts wait. They begin in the order in which they came.",
  );
});

test("a long log is told of with and without a snapshot before it", () => {
  const snapshot = { tookMs: 1, bytes: 1, entries: 1, inProgress: false };
  expect(titles(1, () => ({ threads: [{ logTailBytes: 96e6 }] }))).toEqual(["A restart would take a while"]);
  expect(titles(1, () => ({ threads: [{ logTailBytes: 96e6, snapshot: { ...snapshot, finishedAtMs: 5 } }] }))).toEqual([
    "Snapshots lag behind",
  ]);
  expect(titles(1, () => ({ threads: [{ logTailBytes: 32e6 }] }))).toEqual([]);
});

test("refusals are told of for ten seconds, restarts for a minute; both before anything else", () => {
  const change = (index: number) => ({
    threads: [{ counts: { refused: index > 0 ? 12 : 0 }, restarts: index > 0 ? 1 : 0, busyShare: 1 }],
  });
  expect(titles(20, change)).toEqual([
    "Requests are refused",
    "Thread 0 was restarted",
    "Thread 0 has no time to spare",
  ]);
  expect(titles(60, change)).not.toContain("Requests are refused");
  expect(titles(400, change)).toEqual(["Thread 0 has no time to spare"]);
});
