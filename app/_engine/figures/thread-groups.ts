import type { HubMetrics, PartitionMetrics, ThreadMetrics } from "@/app/_server/api-types";
import type { Finding } from "./findings";
import type { EngineHistory } from "./history";
import { ofThread, type Point, ratesOf, seriesOf } from "./series";
import { durationText } from "./words";

/** How a thread, and with it each of its partitions, is seen to be. */
export type ThreadLook = "recovering" | "running" | "slow" | "stopped";

/** A thread with its log, and the partitions that share it. */
export interface ThreadGroup {
  readonly thread: number;
  readonly look: ThreadLook;
  readonly metrics: ThreadMetrics;
  readonly notDurable: number;
  readonly flushes: readonly Point[];
  /** `14 s ago`; absent before the first. */
  readonly snapshotAge?: string;
  readonly partitions: readonly PartitionRow[];
}

export interface PartitionRow {
  readonly partition: number;
  readonly look: ThreadLook;
  readonly metrics: PartitionMetrics;
  /** How many of the ten marks beside the queue's length are lit. */
  readonly queueMarks: number;
  readonly recordsPerSecond: number;
  readonly rates: readonly Point[];
}

export const QUEUE_MARKS = 10;

export function threadGroups(
  { newest, moments }: EngineHistory & { readonly newest: HubMetrics },
  found: readonly Finding[],
): readonly ThreadGroup[] {
  return newest.threads.map((metrics) => {
    const { thread, snapshot, appendedPosition, durablePosition } = metrics;
    const isSlow = found.some((finding) => finding.thread === thread && finding.partition === undefined);
    const look = metrics.state === "running" && isSlow ? "slow" : metrics.state;
    return {
      thread,
      look,
      metrics,
      notDurable: Math.max(0, appendedPosition - durablePosition),
      flushes: seriesOf(
        moments,
        ofThread(thread, ({ flushMs }) => flushMs),
      ),
      ...(snapshot.finishedAtMs !== undefined && {
        snapshotAge: durationText(Math.max(0, newest.atMs - snapshot.finishedAtMs)),
      }),
      partitions: newest.partitions
        .filter((partition) => partition.thread === thread)
        .map((partition): PartitionRow => {
          const rates = ratesOf(moments, ({ recordsOf }) => recordsOf.get(partition.partition) ?? 0);
          const isBehind = found.some((finding) => finding.partition === partition.partition);
          return {
            partition: partition.partition,
            look: metrics.state === "running" && isBehind ? "slow" : metrics.state,
            metrics: partition,
            queueMarks: queueMarks(partition.queueDepth),
            recordsPerSecond: rates.at(-1)?.value ?? 0,
            rates,
          };
        }),
    };
  });
}

/** One mark for the first event, then one for each doubling: 1, 3, 7, 15 … so that 3 and 300 can be told apart. */
export function queueMarks(depth: number): number {
  return Math.min(QUEUE_MARKS, Math.ceil(Math.log2(Math.max(0, depth) + 1)));
}
