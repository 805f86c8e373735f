import { type InstanceRecord, type InstanceStatus, isFinished, type PartitionId } from "../model/index.js";
import type { PartitionEvent } from "../partition/event.js";
import type { CommitMetrics } from "../storage/flush-samples.js";
import type { LogPosition } from "../storage/log.js";
import { BusyShare } from "./busy-share.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import type { PartitionMetrics, ThreadCounts, ThreadMetrics, ThreadReport } from "./metrics.js";

/** What the incarnation knows and the meter does not, at the moment somebody asks. */
export interface ThreadReading
  extends Pick<
    ThreadMetrics,
    | "thread"
    | "state"
    | "epoch"
    | "rewinds"
    | "appendedPosition"
    | "durablePosition"
    | "effectsHeld"
    | "liveOrchestrators"
    | "snapshotPosition"
    | "snapshot"
    | "recovery"
    | "logTailBytes"
    | "flushPath"
  > {
  readonly commit: CommitMetrics;
  readonly partitions: readonly Omit<PartitionMetrics, "thread" | "records" | "position" | "speculationDepth">[];
}

/** Which counter an event moves. Those that no event moves alone are counted where they happen. */
const COUNTER_OF_EVENT: Partial<Record<PartitionEvent["type"], keyof ThreadCounts>> = {
  EpisodeEnded: "episodes",
  ActivityEnded: "activities",
  TimerFired: "timersFired",
};

const COUNTER_OF_ENDING: Partial<Record<InstanceStatus, keyof ThreadCounts>> = {
  Completed: "completed",
  Failed: "failed",
  Terminated: "terminated",
};

/** Whose the newest records are: enough for all that are ever on their way to the disk at once. */
const OWNERS_MAX = 1 << 16;

/**
 * Counts what a thread does. It must cost next to nothing where the thread is fast, so there it only
 * adds numbers up; sums and the memory's size wait until somebody asks.
 */
export class ThreadMeter {
  private readonly counts: { -readonly [Counter in keyof ThreadCounts]: number } = {
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
  };
  private readonly owners = new Uint16Array(OWNERS_MAX);
  private readonly written = new Map<PartitionId, { records: number; position: LogPosition }>();
  private readonly busyShare: BusyShare;

  constructor(private readonly instruments: Instruments = nodeInstruments) {
    this.busyShare = new BusyShare(instruments);
  }

  /** An event was stepped, and its record of so many bytes appended at this position. */
  stepped(partition: PartitionId, position: LogPosition, event: PartitionEvent, bytes: number): void {
    this.owners[position % OWNERS_MAX] = partition;
    this.wrote(partition, position);
    this.counts.records += 1;
    this.counts.logBytes += bytes;
    if (event.type === "EntityBatchEnded") this.counts.entityOperations += event.results.length;
    const counter = COUNTER_OF_EVENT[event.type];
    if (counter !== undefined) this.counts[counter] += 1;
  }

  /** An instance is shown to others in a newer state. Starts and endings count here, where they are durable. */
  published({ status }: InstanceRecord, isNew: boolean): void {
    if (isNew) this.counts.started += 1;
    // An instance that has finished publishes nothing more, so each ending is counted once.
    const counter = isFinished(status) ? COUNTER_OF_ENDING[status] : undefined;
    if (counter !== undefined) this.counts[counter] += 1;
  }

  sentAcross(messages: number): void {
    this.counts.messagesAcross += messages;
  }

  refused(): void {
    this.counts.refused += 1;
  }

  /** What the log has taken in this incarnation. */
  get logBytes(): number {
    return this.counts.logBytes;
  }

  report({ partitions, commit, ...reading }: ThreadReading): ThreadReport {
    const { thread, appendedPosition, durablePosition } = reading;
    const notDurable = this.notDurable(durablePosition, appendedPosition);
    const described = partitions.map(
      (known): PartitionMetrics => ({
        ...known,
        thread,
        ...(this.written.get(known.partition) ?? { records: 0, position: 0 }),
        speculationDepth: notDurable.get(known.partition) ?? 0,
      }),
    );
    return {
      thread: {
        ...reading,
        restarts: 0,
        counts: { ...this.counts },
        flushes: commit.flushMs,
        batchRecords: commit.batchRecords,
        batchBytes: commit.batchBytes,
        recentFlushes: commit.recent,
        residentInstances: described.reduce((sum, { resident }) => sum + resident, 0),
        storedInstances: described.reduce((sum, { stored }) => sum + stored, 0),
        busyShare: this.busyShare.read(),
        heapBytes: this.instruments.heapBytes(),
      },
      partitions: described,
    };
  }

  private wrote(partition: PartitionId, position: LogPosition): void {
    const known = this.written.get(partition);
    if (known === undefined) {
      this.written.set(partition, { records: 1, position });
      return;
    }
    known.records += 1;
    known.position = position;
  }

  /** Of the records that are not durable yet, how many are whose. */
  private notDurable(durable: number, appended: number): ReadonlyMap<number, number> {
    const records = new Map<number, number>();
    for (let position = Math.max(durable, appended - OWNERS_MAX) + 1; position <= appended; position++) {
      const owner = this.owners[position % OWNERS_MAX] ?? 0;
      records.set(owner, (records.get(owner) ?? 0) + 1);
    }
    return records;
  }
}
