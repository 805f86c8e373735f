import type { ExecutorLoad } from "../activities/executor.js";
import type { EpochMs, PartitionId, SpeculationMode } from "../model/index.js";
import type { FlushSample } from "../storage/flush-samples.js";
import type { Distribution } from "../storage/sample-ring.js";
import type { RecoveryProgress } from "./recovery-progress.js";

export type { Distribution, FlushSample, RecoveryProgress };

/** How a hub is doing, at one moment. Counts are since the hub was opened, unless they say otherwise. */
export interface HubMetrics {
  readonly atMs: EpochMs;
  readonly openedAtMs: EpochMs;
  readonly mode: SpeculationMode;
  /** From a client's request that changes something to its answer, in milliseconds: what it costs to be durable. */
  readonly acknowledgements: Distribution;
  /** Memory of the whole process. */
  readonly processBytes: number;
  readonly threads: readonly ThreadMetrics[];
  readonly partitions: readonly PartitionMetrics[];
  /** The executor of activities, in the opener's thread. */
  readonly activities: ExecutorLoad;
}

/** One engine thread: its log, its loop, its snapshots. */
export interface ThreadMetrics {
  readonly thread: number;
  readonly state: "recovering" | "running" | "stopped";
  /** The number of this incarnation of the log. */
  readonly epoch: number;
  /** How often the thread was restarted because it broke or hung. */
  readonly restarts: number;
  /** How often it went back behind a message whose cause was lost. */
  readonly rewinds: number;
  readonly counts: ThreadCounts;
  /** The newest record's position, and the newest durable one's. The difference is how deep speculation is. */
  readonly appendedPosition: number;
  readonly durablePosition: number;
  /** The log is kept from here on; everything before is in a snapshot. */
  readonly snapshotPosition: number;
  readonly logTailBytes: number;
  /** How a batch is made durable; chosen at opening by measuring the disk. */
  readonly flushPath: string;
  readonly flushes: Distribution;
  readonly batchRecords: Distribution;
  readonly batchBytes: Distribution;
  /** The last flushes, oldest first, for a picture of the commit pipeline. Times since the hub was opened. */
  readonly recentFlushes: readonly FlushSample[];
  /** Effects that wait at the gate for their cause to be durable. */
  readonly effectsHeld: number;
  readonly snapshot: SnapshotMetrics;
  /** Of this incarnation. While it goes on: so far, of how many records; `ofRecords` is there only then. */
  readonly recovery: RecoveryProgress;
  readonly residentInstances: number;
  readonly storedInstances: number;
  readonly liveOrchestrators: number;
  /** The share of the last second that the thread was busy, 0 to 1. */
  readonly busyShare: number;
  readonly heapBytes: number;
}

export interface ThreadCounts {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly terminated: number;
  readonly episodes: number;
  readonly activities: number;
  readonly entityOperations: number;
  readonly messagesAcross: number;
  readonly timersFired: number;
  /** Requests that were refused because there was too much to do. */
  readonly refused: number;
  readonly records: number;
  readonly logBytes: number;
}

export interface SnapshotMetrics {
  /** Absent before the first one. */
  readonly finishedAtMs?: EpochMs;
  readonly tookMs: number;
  readonly bytes: number;
  readonly entries: number;
  readonly inProgress: boolean;
  readonly trigger?: SnapshotTrigger;
}

/** Why a snapshot was taken. */
export type SnapshotTrigger = "bytes" | "records" | "idle" | "shutdown" | "asked";

export interface PartitionMetrics {
  readonly partition: PartitionId;
  readonly thread: number;
  /** Instances in memory. */
  readonly resident: number;
  /** Instances in the snapshot store. */
  readonly stored: number;
  /** Instances in memory that have not ended. */
  readonly active: number;
  /** Events that have arrived and were not stepped yet. */
  readonly queueDepth: number;
  /** Messages to other logs that are not confirmed yet. */
  readonly outboxDepth: number;
  /** Records it appended; beside those of the others they show which partition does the work. */
  readonly records: number;
  /** The position of its newest record. */
  readonly position: number;
  /** Of its records, how many are not durable yet. */
  readonly speculationDepth: number;
}

/** What one engine thread tells of itself. */
export interface ThreadReport {
  readonly thread: ThreadMetrics;
  readonly partitions: readonly PartitionMetrics[];
}
