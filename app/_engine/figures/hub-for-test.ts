import type { Distribution, HubMetrics, PartitionMetrics, ThreadMetrics } from "@/app/_server/api-types";
import { type EngineHistory, NOTHING_SEEN, remember } from "./history";

/** Readings as an engine would give them, for tests alone: a calm hub, and what a test changes about it. */

export const NO_SAMPLES: Distribution = { count: 0, sum: 0, p50: 0, p95: 0, p99: 0, max: 0 };

export type ThreadChange = Partial<Omit<ThreadMetrics, "counts">> & {
  readonly counts?: Partial<ThreadMetrics["counts"]>;
};

export interface HubChange extends Partial<Omit<HubMetrics, "threads" | "partitions">> {
  /** One for each thread. */
  readonly threads?: readonly ThreadChange[];
  /** One for each partition; `thread` is 0 unless it says otherwise. */
  readonly partitions?: readonly Partial<Omit<PartitionMetrics, "partition">>[];
}

export function threadForTest(thread: number, { counts, ...change }: ThreadChange = {}): ThreadMetrics {
  return {
    thread,
    state: "running",
    epoch: 1,
    restarts: 0,
    rewinds: 0,
    counts: {
      started: 0,
      completed: 0,
      failed: 0,
      terminated: 0,
      episodes: 0,
      activities: 0,
      entityOperations: 0,
      messagesAcross: 0,
      timersFired: 0,
      refused: 0,
      records: 0,
      logBytes: 0,
      ...counts,
    },
    appendedPosition: 0,
    durablePosition: 0,
    snapshotPosition: 0,
    logTailBytes: 0,
    flushPath: "write, then fdatasync",
    flushes: NO_SAMPLES,
    batchRecords: NO_SAMPLES,
    batchBytes: NO_SAMPLES,
    recentFlushes: [],
    effectsHeld: 0,
    snapshot: { tookMs: 0, bytes: 0, entries: 0, inProgress: false },
    recovery: { tookMs: 0, records: 0 },
    residentInstances: 0,
    storedInstances: 0,
    liveOrchestrators: 0,
    busyShare: 0.1,
    heapBytes: 12_000_000,
    ...change,
  };
}

export function hubForTest({ threads = [{}], partitions = [{}, {}, {}, {}], ...change }: HubChange = {}): HubMetrics {
  return {
    atMs: 100_000,
    openedAtMs: 1_000,
    mode: "local",
    acknowledgements: NO_SAMPLES,
    processBytes: 200_000_000,
    threads: threads.map((each, index) => threadForTest(index, each)),
    partitions: partitions.map((each, index) => ({
      partition: index as PartitionMetrics["partition"],
      thread: 0,
      resident: 0,
      stored: 0,
      active: 0,
      queueDepth: 0,
      outboxDepth: 0,
      records: 0,
      position: 0,
      speculationDepth: 0,
      ...each,
    })),
    activities: { running: 0, waiting: 0, atOnceMax: 64 },
    ...change,
  };
}

/** So many readings, one every 250 ms; `at` says what each is like. */
export function watchedFor(
  readings: number,
  at: (index: number) => HubChange,
): EngineHistory & { readonly newest: HubMetrics } {
  const metrics = Array.from({ length: readings }, (_, index) =>
    hubForTest({ atMs: 100_000 + index * 250, ...at(index) }),
  );
  const seen = metrics.reduce(remember, NOTHING_SEEN);
  return { newest: seen.newest ?? hubForTest(), moments: seen.moments };
}
