import type { HubMetrics, PartitionMetrics, ThreadMetrics } from "@/app/_server/api-types";
import { type EngineHistory, type Moment, medianOf, sumOf } from "./history";
import { grownOver, ofThread, type Point, seriesOf } from "./series";
import {
  bytesText,
  countText,
  durationText,
  figureText,
  partitionText,
  shareText,
  timesText,
  wholeText,
} from "./words";

/** Something that makes the engine slow, or will, in words that say what, why, and what one can do. */
export interface Finding {
  readonly key: string;
  readonly title: string;
  /** Sentences. */
  readonly why: readonly string[];
  /** Whose row it is about. */
  readonly partition?: number;
  readonly thread?: number;
  readonly action?: "showRunning";
}

/** A queue shorter than this is gone before anyone has read about it. */
const QUEUE_MIN = 20;
const QUEUE_FACTOR = 5;
/** The part of a thread's work from which on one partition is called hot. */
const HOT_SHARE = 0.6;
const FLUSH_FACTOR = 2;
const FLUSH_EXTRA_MS_MIN = 1;
const RECENT_MS = 5_000;
/** A median of fewer readings is chance. */
const RECENT_READINGS_MIN = 4;
const BUSY_SHARE = 0.9;
/** Twice what a snapshot should leave behind it. */
const TAIL_BYTES_MAX = 64 * 1024 * 1024;
const REFUSED_MS = 10_000;

/** What is slow and why; the most pressing first. Empty when nothing is wrong. */
export function findings({ newest, moments }: EngineHistory & { readonly newest: HubMetrics }): readonly Finding[] {
  return [
    ...refusals(moments),
    ...newest.threads.flatMap((thread) => restarted(thread, moments)),
    ...slowDisk(newest.threads, moments),
    ...newest.partitions.flatMap((partition) => behind(partition, newest, moments)),
    ...fullExecutor(newest),
    ...newest.threads.flatMap((thread) => busy(thread, newest, moments)),
    ...newest.threads.flatMap(longTail),
  ];
}

function refusals(moments: readonly Moment[]): readonly Finding[] {
  const refused = grownOver(moments, (moment) => moment.refused, REFUSED_MS);
  if (refused === 0) return [];
  return [
    {
      key: "refused",
      title: "Requests are refused",
      why: [
        `${countText(refused, "request")} in the last ${durationText(REFUSED_MS)} met a full queue. Whoever asked was told when to try again.`,
      ],
      action: "showRunning",
    },
  ];
}

function restarted({ thread }: ThreadMetrics, moments: readonly Moment[]): readonly Finding[] {
  const restarts = grownOver(moments, (moment) => ofThread(thread, (each) => each.restarts)(moment) ?? 0, 60_000);
  if (restarts === 0) return [];
  return [
    {
      key: `restarted-${thread}`,
      title: `Thread ${thread} was restarted`,
      why: [
        `It broke or hung ${restarts === 1 ? "once" : `${restarts} times`} in the last minute, and recovered from its log. Nothing acknowledged is lost. The server's log says why.`,
      ],
      thread,
    },
  ];
}

/** A thread's flushes of the last seconds against those of the minute. */
function slowDisk(threads: readonly ThreadMetrics[], moments: readonly Moment[]): readonly Finding[] {
  return threads.flatMap(({ thread }) => {
    const points = seriesOf(
      moments,
      ofThread(thread, ({ flushMs }) => flushMs),
    );
    const newestMs = moments.at(-1)?.atMs ?? 0;
    const recent = points.filter(({ atMs }) => atMs > newestMs - RECENT_MS);
    const earlier = points.filter(({ atMs }) => atMs <= newestMs - RECENT_MS);
    if (recent.length < RECENT_READINGS_MIN || earlier.length < RECENT_READINGS_MIN) return [];
    const now = medianValue(recent);
    const before = medianValue(earlier);
    if (now <= FLUSH_FACTOR * before || now - before < FLUSH_EXTRA_MS_MIN) return [];
    return [
      {
        key: `flush-${thread}`,
        title: "The disk is slow",
        why: [
          `Flushes of thread ${thread} take ${figureText(now)} ms, ${timesText(now / before)} their median of the last minute. Everything that has to be durable waits for them.`,
          "Another program may be writing to the same disk.",
        ],
        thread,
      },
    ];
  });
}

const medianValue = (points: readonly Point[]): number => medianOf(points.map(({ value }) => value)) ?? 0;

function behind(
  { partition, thread, queueDepth }: PartitionMetrics,
  { partitions }: HubMetrics,
  moments: readonly Moment[],
): readonly Finding[] {
  const others = partitions.filter((other) => other.partition !== partition);
  const usual = medianOf(others.map((other) => other.queueDepth)) ?? 0;
  if (queueDepth < QUEUE_MIN || queueDepth <= QUEUE_FACTOR * usual) return [];
  const name = partitionText(partition);
  const share = shareOfThread(partition, thread, partitions, moments);
  const beside = others.length === 0 ? "" : `, where the others have ${usual === 0 ? "none" : wholeText(usual)}`;
  return [
    {
      key: `behind-${partition}`,
      title: `Partition ${name} is behind`,
      why: [
        `${countText(queueDepth, "event")} wait there${beside}.`,
        ...(share >= HOT_SHARE
          ? [
              `It did ${shareText(share)} of its thread's work in the last minute. One run or entity that everything goes through can do that: what it does is done one after the other.`,
            ]
          : []),
      ],
      partition,
      thread,
      action: "showRunning",
    },
  ];
}

/** Which part of its thread's records of the last minute a partition wrote. */
function shareOfThread(
  partition: number,
  thread: number,
  partitions: readonly PartitionMetrics[],
  moments: readonly Moment[],
): number {
  const grown = (of: number) => grownOver(moments, ({ recordsOf }) => recordsOf.get(of) ?? 0, 60_000);
  const siblings = partitions.filter((other) => other.thread === thread);
  const all = sumOf(siblings, (sibling) => grown(sibling.partition));
  // Alone on its thread it does all the work, and that says nothing.
  return all === 0 || siblings.length < 2 ? 0 : grown(partition) / all;
}

function fullExecutor({ activities: { running, waiting, atOnceMax } }: HubMetrics): readonly Finding[] {
  if (waiting === 0 || running < atOnceMax) return [];
  return [
    {
      key: "executor",
      title: "Activities wait for a place",
      why: [
        `All ${wholeText(atOnceMax)} places are taken, and ${countText(waiting, "attempt")} wait. They begin in the order in which they came.`,
      ],
      action: "showRunning",
    },
  ];
}

function busy({ thread }: ThreadMetrics, { threads }: HubMetrics, moments: readonly Moment[]): readonly Finding[] {
  const newestMs = moments.at(-1)?.atMs ?? 0;
  const recent = seriesOf(
    moments,
    ofThread(thread, ({ busyShare }) => busyShare),
  ).filter(({ atMs }) => atMs > newestMs - RECENT_MS);
  const share = medianValue(recent);
  if (recent.length < RECENT_READINGS_MIN || share < BUSY_SHARE) return [];
  const idler =
    threads.length > 1
      ? "Its partitions share that thread; those of the others do not wait for it."
      : "All partitions share it.";
  return [
    {
      key: `busy-${thread}`,
      title: `Thread ${thread} has no time to spare`,
      why: [`It was busy ${shareText(share)} of the last ${durationText(RECENT_MS)}. ${idler}`],
      thread,
    },
  ];
}

function longTail({ thread, logTailBytes, snapshot }: ThreadMetrics): readonly Finding[] {
  if (logTailBytes <= TAIL_BYTES_MAX) return [];
  const tail = bytesText(logTailBytes);
  return [
    {
      key: `tail-${thread}`,
      title: snapshot.finishedAtMs === undefined ? "A restart would take a while" : "Snapshots lag behind",
      why: [
        snapshot.finishedAtMs === undefined
          ? `Thread ${thread} has no snapshot yet: after a crash it would replay ${tail} of log.`
          : `Thread ${thread} has written ${tail} of log since its last snapshot. After a crash it would replay them.`,
      ],
      thread,
    },
  ];
}
