import { describe, expect, test } from "vitest";
import { flushPathText } from "./flush-path";
import { NO_SAMPLES, watchedFor } from "./hub-for-test";
import { keyFigures } from "./key-figures";
import { queueMarks, threadGroups } from "./thread-groups";
import { totalsOf } from "./totals";
import {
  bytesText,
  countText,
  durationText,
  figureText,
  partitionsText,
  shareText,
  timesText,
  wholeText,
} from "./words";

describe("the key figures", () => {
  const shown = (...watched: Parameters<typeof watchedFor>) =>
    Object.fromEntries(
      keyFigures(watchedFor(...watched)).map(({ key, value, unit }) => [key, `${value} ${unit}`.trim()]),
    );

  test("what was not measured is a dash, not a nought", () => {
    expect(shown(5, () => ({}))).toEqual({
      finished: "0 /s",
      acknowledged: "–",
      flush: "–",
      batch: "–",
      memory: "200 MB",
    });
  });

  test("of an engine at work", () => {
    const figures = shown(20, (index) => ({
      acknowledgements: { ...NO_SAMPLES, count: 9, p95: 4.21 },
      threads: [
        {
          counts: { completed: 2_960 * index, records: 1_860 * index },
          flushes: { ...NO_SAMPLES, count: 10 * index, p50: 1.08 },
        },
        { flushes: { ...NO_SAMPLES, count: 0, p50: 0.4 } },
      ],
    }));
    expect(figures).toEqual({
      finished: "11\u202f840 /s",
      acknowledged: "4.2 ms",
      flush: "1.1 ms",
      batch: "186",
      memory: "200 MB",
    });
  });
});

describe("threads and their partitions", () => {
  test("each partition stands under the thread that has its log", () => {
    const watched = watchedFor(1, () => ({
      threads: [{ appendedPosition: 48, durablePosition: 34 }, {}],
      partitions: [{ thread: 0 }, { thread: 1 }, { thread: 0 }],
    }));
    const groups = threadGroups(watched, []);
    expect(groups.map(({ partitions }) => partitions.map(({ partition }) => partition))).toEqual([[0, 2], [1]]);
    expect(groups[0]?.notDurable).toBe(14);
  });

  test("a thread that recovers is seen to, and so are its partitions", () => {
    const [group] = threadGroups(
      watchedFor(1, () => ({ threads: [{ state: "recovering" }] })),
      [],
    );
    expect([group?.look, group?.partitions[0]?.look]).toEqual(["recovering", "recovering"]);
  });

  test("a snapshot has an age; without one there is none", () => {
    const snapshot = { tookMs: 1, bytes: 1, entries: 1, inProgress: false, finishedAtMs: 86_000 };
    const ageOf = (thread: object) =>
      threadGroups(
        watchedFor(1, () => ({ threads: [thread] })),
        [],
      )[0]?.snapshotAge;
    expect(ageOf({ snapshot })).toBe("14 s");
    expect(ageOf({})).toBeUndefined();
  });

  test("a mark more is about twice the queue", () => {
    expect([0, 1, 2, 3, 4, 7, 8, 300, 1_023, 1_000_000].map(queueMarks)).toEqual([0, 1, 2, 2, 3, 3, 4, 9, 10, 10]);
  });
});

test("totals leave out what never happened and most hubs never do", () => {
  const names = (change: object) =>
    totalsOf(watchedFor(1, () => ({ threads: [{ counts: change }] })).newest).map(({ name }) => name);
  expect(names({})).not.toContain("Messages across logs");
  expect(names({ messagesAcross: 1 })).toContain("Messages across logs");
  expect(names({})).toContain("Runs started");
});

test("recovery is as long as the slowest thread's, with the records of all", () => {
  const { newest } = watchedFor(1, () => ({
    threads: [{ recovery: { tookMs: 120, records: 7 } }, { recovery: { tookMs: 2_400, records: 1_204 } }],
  }));
  expect(totalsOf(newest).at(-1)).toEqual({ name: "Recovery", value: "1\u202f211 records in 2.4 s" });
});

test("the way to the disk is told in words, also one that is not known here", () => {
  expect(flushPathText("writeThrough")).toBe("one write, through to the disk");
  expect(flushPathText("ioUring")).toBe("ioUring");
});

describe("words", () => {
  test.each([
    [figureText(0), "0"],
    [figureText(0.423), "0.42"],
    [figureText(0.997), "1.0"],
    [figureText(2.94), "2.9"],
    [figureText(9.96), "10"],
    [figureText(14.4), "14"],
    [figureText(11_840.3), "11\u202f840"],
    [wholeText(999), "999"],
    [bytesText(0), "0 B"],
    [bytesText(999), "999 B"],
    [bytesText(4_240_000), "4.2 MB"],
    [bytesText(214_400_000), "214 MB"],
    [bytesText(999_600_000), "1.0 GB"],
    [durationText(52.3), "52 ms"],
    [durationText(999.7), "1 s"],
    [durationText(14_000), "14 s"],
    [durationText(59_700), "1 min"],
    [durationText(125_000), "2 min 5 s"],
    [durationText(11_520_000), "3 h 12 min"],
    [durationText(7_200_000), "2 h"],
    [shareText(0.583), "58\u202f%"],
    [timesText(2.63), "2.6 ×"],
    [timesText(12.2), "12 ×"],
    [countText(1, "event"), "1 event"],
    [countText(38, "event"), "38 events"],
    [partitionsText([]), "no partition"],
    [partitionsText([3]), "partition 03"],
    [partitionsText([8, 0, 4]), "partitions 00, 04, 08"],
    [partitionsText([0, 1, 2, 3]), "partitions 00 to 03"],
    [partitionsText([0, 1, 2, 4]), "partitions 00, 01, 02, 04"],
  ])("%s", (text, expected) => {
    expect(text).toBe(expected);
  });
});
