import { type InstanceStatus, isFinished, type PartitionId } from "../model/index.js";
import type { Effect } from "../partition/effect.js";
import type { PartitionEvent } from "../partition/event.js";
import type { Batch, Log, LogPosition } from "../storage/log.js";
import { BusyShare } from "./busy-share.js";
import { Samples } from "./distribution.js";
import { type Instruments, nodeInstruments } from "./instruments.js";
import type { FlushSample, PartitionMetrics, ThreadCounts, ThreadMetrics, ThreadReport } from "./metrics.js";

/** Enough for a picture of the last moments; more would travel four times a second for nothing. */
const RECENT_FLUSHES = 32;

/** What the loop knows and the meter does not, at the moment somebody asks. */
export interface ThreadReading {
  readonly thread: number;
  readonly state: ThreadMetrics["state"];
  readonly effectsHeld: number;
  readonly liveOrchestrators: number;
  readonly partitions: readonly Pick<PartitionMetrics, "partition" | "resident" | "active" | "queueDepth">[];
}

interface PartitionMeter {
  records: number;
  position: number;
  notDurable: number;
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

/**
 * Counts what a thread does. It must cost next to nothing where the thread is fast, so there it only
 * adds numbers up and reads a stopwatch twice for each flush; sorting, sums and the memory's size wait
 * until somebody asks.
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
    messagesWithin: 0,
    messagesAcross: 0,
    timersFired: 0,
    refused: 0,
    records: 0,
    logBytes: 0,
  };
  private readonly partitions = new Map<PartitionId, PartitionMeter>();
  /** Whose the records are that are not durable yet, oldest first. */
  private notDurable: PartitionId[] = [];
  private appendedPosition = 0;
  private durablePosition = 0;
  private replayedBytes = 0;
  private recovery = { tookMs: 0, records: 0 };
  private readonly flushes = new Samples();
  private readonly batchRecords = new Samples();
  private readonly batchBytes = new Samples();
  private readonly recentFlushes: FlushSample[] = [];
  private gatheringFromMs: number | undefined;
  private readonly openedAtMs: number;
  private readonly busyShare: BusyShare;

  constructor(private readonly instruments: Instruments = nodeInstruments) {
    this.openedAtMs = instruments.elapsedMs();
    this.busyShare = new BusyShare(instruments);
  }

  /** A record of the log was folded again; nothing happened. */
  replayed(partition: PartitionId, position: LogPosition, payloadBytes: number): void {
    this.meterOf(partition).position = position;
    this.appendedPosition = position;
    this.durablePosition = position;
    this.replayedBytes += payloadBytes;
    this.recovery.records += 1;
  }

  /** The log has been folded. */
  recovered(): void {
    this.recovery.tookMs = this.sinceOpeningMs();
  }

  /** An event was stepped, and its record appended at this position. */
  stepped(partition: PartitionId, position: LogPosition, event: PartitionEvent): void {
    this.gatheringFromMs ??= this.sinceOpeningMs();
    const meter = this.meterOf(partition);
    meter.records += 1;
    meter.position = position;
    meter.notDurable += 1;
    this.notDurable.push(partition);
    this.appendedPosition = position;
    this.counts.records += 1;
    const counter = COUNTER_OF_EVENT[event.type];
    if (counter !== undefined) this.counts[counter] += 1;
  }

  /** An effect left the gate. Starts and endings count here, where they are durable. */
  released(effect: Effect): void {
    if (effect.type !== "PublishHistory") return;
    const { eventCount, status } = effect.record;
    if (eventCount === 1) this.counts.started += 1;
    // An instance that has finished publishes nothing more, so each ending is counted once.
    const counter = isFinished(status) ? COUNTER_OF_ENDING[status] : undefined;
    if (counter !== undefined) this.counts[counter] += 1;
  }

  /** The log, with a stopwatch at its `append`. */
  metered(log: Pick<Log, "append">): Pick<Log, "append"> {
    return {
      append: (batch) => {
        const beganMs = this.sinceOpeningMs();
        const gatheredFromMs = this.gatheringFromMs ?? beganMs;
        this.gatheringFromMs = undefined;
        const flushed = () => this.flushed(batch, { gatheredFromMs, beganMs });
        const pending = log.append(batch);
        if (pending !== undefined) return pending.then(flushed);
        flushed();
        return undefined;
      },
    };
  }

  report({ thread, state, effectsHeld, liveOrchestrators, partitions }: ThreadReading): ThreadReport {
    const described = partitions.map((reading): PartitionMetrics => {
      const { records, position, notDurable } = this.meterOf(reading.partition);
      return { ...reading, thread, stored: 0, outboxDepth: 0, records, position, speculationDepth: notDurable };
    });
    return {
      thread: {
        thread,
        state,
        epoch: 0,
        restarts: 0,
        rewinds: 0,
        counts: { ...this.counts },
        appendedPosition: this.appendedPosition,
        durablePosition: this.durablePosition,
        snapshotPosition: 0,
        logTailBytes: this.replayedBytes + this.counts.logBytes,
        flushPath: "write, then fdatasync",
        flushes: this.flushes.distribution(),
        batchRecords: this.batchRecords.distribution(),
        batchBytes: this.batchBytes.distribution(),
        recentFlushes: [...this.recentFlushes],
        effectsHeld,
        snapshot: { tookMs: 0, bytes: 0, entries: 0, inProgress: false },
        recovery: { ...this.recovery },
        residentInstances: described.reduce((sum, { resident }) => sum + resident, 0),
        storedInstances: 0,
        liveOrchestrators,
        busyShare: this.busyShare.read(),
        heapBytes: this.instruments.heapBytes(),
      },
      partitions: described,
    };
  }

  private flushed({ first, last, bytes }: Batch, began: Pick<FlushSample, "gatheredFromMs" | "beganMs">): void {
    const endedMs = this.sinceOpeningMs();
    const records = last - first + 1;
    this.flushes.add(endedMs - began.beganMs);
    this.batchRecords.add(records);
    this.batchBytes.add(bytes.byteLength);
    this.recentFlushes.push({ ...began, endedMs, records, bytes: bytes.byteLength });
    if (this.recentFlushes.length > RECENT_FLUSHES) this.recentFlushes.shift();
    this.counts.logBytes += bytes.byteLength;
    this.durablePosition = last;
    for (let index = 0; index < records; index++) {
      const partition = this.notDurable[index];
      if (partition !== undefined) this.meterOf(partition).notDurable -= 1;
    }
    if (records === this.notDurable.length) this.notDurable.length = 0;
    else this.notDurable = this.notDurable.slice(records);
  }

  private meterOf(partition: PartitionId): PartitionMeter {
    const known = this.partitions.get(partition);
    if (known !== undefined) return known;
    const meter = { records: 0, position: 0, notDurable: 0 };
    this.partitions.set(partition, meter);
    return meter;
  }

  private sinceOpeningMs(): number {
    return this.instruments.elapsedMs() - this.openedAtMs;
  }
}
