import type { FlushSample, HubMetrics, ThreadMetrics } from "@/app/_server/api-types";

/** How far back the screen's curves reach. */
export const WINDOW_MS = 60_000;

/** What the curves need of one reading. The counts are since the hub was opened. */
export interface Moment {
  readonly atMs: number;
  /** Runs that ended, however they ended. */
  readonly finished: number;
  readonly refused: number;
  readonly acknowledgedP95Ms: number | undefined;
  readonly processBytes: number;
  readonly threads: ReadonlyMap<number, ThreadMoment>;
  /** Records by partition. */
  readonly recordsOf: ReadonlyMap<number, number>;
}

export interface ThreadMoment {
  readonly flushes: number;
  readonly records: number;
  /** The median of the flushes since the reading before, in milliseconds; `undefined` when there was none. */
  readonly flushMs: number | undefined;
  readonly busyShare: number;
  readonly restarts: number;
  readonly rewinds: number;
}

/** What has been seen of one engine in the last minute, oldest first. `newest` is the last reading, whole. */
export interface EngineHistory {
  readonly newest: HubMetrics | undefined;
  readonly moments: readonly Moment[];
}

export const NOTHING_SEEN: EngineHistory = { newest: undefined, moments: [] };

/** The history with one more reading. An engine that was opened again begins a new one. */
export function remember(history: EngineHistory, metrics: HubMetrics): EngineHistory {
  const before = history.newest?.openedAtMs === metrics.openedAtMs ? history : NOTHING_SEEN;
  const fromMs = metrics.atMs - WINDOW_MS;
  const kept = before.moments.filter(({ atMs }) => atMs >= fromMs && atMs < metrics.atMs);
  return { newest: metrics, moments: [...kept, momentOf(metrics, before.newest)] };
}

function momentOf(metrics: HubMetrics, before: HubMetrics | undefined): Moment {
  const { atMs, threads, partitions, acknowledgements, processBytes } = metrics;
  return {
    atMs,
    finished: sumOf(threads, ({ counts }) => counts.completed + counts.failed + counts.terminated),
    refused: sumOf(threads, ({ counts }) => counts.refused),
    acknowledgedP95Ms: acknowledgements.count === 0 ? undefined : acknowledgements.p95,
    processBytes,
    threads: new Map(
      threads.map((thread) => [thread.thread, threadMomentOf(thread, before?.threads.find(isSame(thread)))]),
    ),
    recordsOf: new Map(partitions.map(({ partition, records }) => [partition, records])),
  };
}

const isSame =
  ({ thread }: ThreadMetrics) =>
  (other: ThreadMetrics): boolean =>
    other.thread === thread;

function threadMomentOf(thread: ThreadMetrics, before: ThreadMetrics | undefined): ThreadMoment {
  const { flushes, counts, busyShare, restarts, rewinds } = thread;
  const seenToMs = before?.recentFlushes.at(-1)?.endedMs ?? Number.NEGATIVE_INFINITY;
  // A thread that was begun again counts from zero, on a clock of its own.
  const isSameLife = before !== undefined && before.flushes.count <= flushes.count;
  const fresh = thread.recentFlushes.filter(({ endedMs }) => !isSameLife || endedMs > seenToMs);
  return {
    flushes: flushes.count,
    records: counts.records,
    flushMs: medianOf(fresh.map(durationMs)),
    busyShare,
    restarts,
    rewinds,
  };
}

export const durationMs = ({ beganMs, endedMs }: FlushSample): number => endedMs - beganMs;

/** The middle value; of two middle ones the smaller. `undefined` of nothing. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1];
}

export function sumOf<Item>(items: Iterable<Item>, pick: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += pick(item);
  return sum;
}
