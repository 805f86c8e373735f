import { type EpochMs, type InstanceId, isFinished } from "../model/index.js";
import type { Instance } from "../partition/state.js";
import type { Log, LogPosition } from "../storage/log.js";
import type { SnapshotStore, SnapshotWriter } from "../storage/snapshot-store.js";
import type { Clock, NextTurn } from "./clock.js";
import type { HostedGroup } from "./hosted-group.js";
import type { Cut } from "./log-links.js";
import type { SnapshotMetrics, SnapshotTrigger } from "./metrics.js";
import { SnapshotSlices } from "./snapshot-slices.js";
import type { StateBytes } from "./state-bytes.js";
import { type CapturedPartition, capture, headsOf, putCaptured } from "./write-snapshot.js";

/** When snapshots are taken, and how much stays in memory. */
export interface SnapshotSettings {
  /** So many bytes of log since the last one; up to eight times as many while much of what is written is going to change. */
  readonly logBytesMax: number;
  readonly recordsMax: number;
  /** So many UTF-16 units of large texts that came into memory, be they new or read again: they stay until the next one. */
  readonly largeTextCharactersMax: number;
  /** With anything new, after so long without one. */
  readonly idleMs: number;
  /** Idle instances and entities that stay in memory, in each partition. */
  readonly residentMax: number;
}

export const SNAPSHOT_SETTINGS: SnapshotSettings = {
  // Until it is stored, what has finished is in memory as objects, about twenty times the size of its records.
  logBytesMax: 2 * 1024 * 1024,
  recordsMax: 200_000,
  largeTextCharactersMax: 64 * 1024 * 1024,
  idleMs: 60_000,
  residentMax: 2_000,
};

export interface SnapshotterParts {
  readonly settings: SnapshotSettings;
  readonly store: SnapshotStore;
  readonly log: Log;
  readonly group: HostedGroup;
  readonly bytes: StateBytes;
  readonly epoch: number;
  readonly cuts: readonly Cut[];
  readonly clock: Clock;
  readonly nextTurn: NextTurn;
  readonly appended: () => LogPosition;
  readonly whenDurable: (then: () => void) => void;
  /** These are in the store as they are in memory, or were, and have left memory. */
  readonly evicted: (instanceIds: ReadonlySet<InstanceId>, sessions: readonly string[]) => void;
  readonly failed: (error: unknown) => void;
}

/** What went into a snapshot. */
interface Written {
  readonly entries: number;
  readonly bytes: number;
  /** Of instances with something under way: they will be written once more. */
  readonly busyBytes: number;
  readonly withLargeTexts: ReadonlySet<InstanceId>;
}

/** Log between two snapshots, for each byte of instances with something under way in the first one. */
const LOG_TO_BUSY = 8;
/** But never more than so many times the setting. */
const STRETCH_MAX = 8;

/** Bytes that may wait for the disk before the next slice. */
const BACKLOG_BYTES_MAX = 1024 * 1024;

/**
 * Writes what has changed into the store while the partitions go on: takes a view of it at a log
 * position, encodes it in slices, and when that position and the snapshot are durable, lets go of the
 * log before it and of what need not stay in memory.
 */
export class Snapshotter {
  private position: LogPosition;
  private bytesAtLast = 0;
  /** As of the newest turn. */
  private logBytes = 0;
  private textsAtLast = 0;
  private busyAtLast = 0;
  private idle: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private isClosed = false;
  /** Ends the wait that the running snapshot is in. */
  private wake: () => void = () => undefined;
  private told: SnapshotMetrics = { tookMs: 0, bytes: 0, entries: 0, inProgress: false };

  constructor(
    private readonly parts: SnapshotterParts,
    position: LogPosition,
  ) {
    this.position = position;
    this.armIdle();
  }

  get metrics(): SnapshotMetrics & { readonly position: LogPosition } {
    return { ...this.told, position: this.position, inProgress: this.running !== undefined };
  }

  /** Asked after each turn, with the bytes that the log has taken in this incarnation. */
  consider(logBytes: number): void {
    this.logBytes = logBytes;
    if (this.running !== undefined || this.isClosed) return;
    const { logBytesMax, recordsMax, largeTextCharactersMax } = this.parts.settings;
    const records = this.parts.appended() - this.position;
    // Reading large texts counts, too; but where nothing is new there is nothing to write.
    if (records === 0) return;
    const texts = this.parts.bytes.largeTextCharacters - this.textsAtLast;
    // What runs for long is written again in each: so that this does not become most of the work, there are fewer then.
    const enough = Math.min(Math.max(logBytesMax, this.busyAtLast * LOG_TO_BUSY), logBytesMax * STRETCH_MAX);
    if (logBytes - this.bytesAtLast >= enough || texts >= largeTextCharactersMax) this.begin("bytes", logBytes);
    else if (records >= recordsMax) this.begin("records", logBytes);
  }

  /** Takes one now; when one is being written, another one after it. */
  async take(trigger: SnapshotTrigger, logBytes: number): Promise<void> {
    while (this.running !== undefined) await this.running;
    if (this.isClosed) return;
    // Nothing to write; but what was only looked at since the last one need not stay.
    if (this.parts.appended() === this.position) return this.letGo();
    this.begin(trigger, logBytes);
    await this.running;
  }

  close(): void {
    this.isClosed = true;
    this.idle?.();
    this.wake();
  }

  /** Resolves when no snapshot is being written any more. */
  async atRest(): Promise<void> {
    await this.running;
  }

  private armIdle(): void {
    const { clock, settings } = this.parts;
    this.idle = clock.callAt(clock.nowMs() + settings.idleMs, () => {
      try {
        if (this.running === undefined) {
          if (this.parts.appended() > this.position) this.begin("idle", this.bytesAtLast);
          else this.letGo();
        }
      } catch (error) {
        this.parts.failed(error);
      }
      if (!this.isClosed) this.armIdle();
    });
  }

  private begin(trigger: SnapshotTrigger, logBytes: number): void {
    const { clock, store, epoch } = this.parts;
    const position = this.parts.appended();
    const beganAtMs = clock.nowMs();
    this.bytesAtLast = logBytes;
    this.textsAtLast = this.parts.bytes.largeTextCharacters;
    const captured = this.parts.group.states.map((state) => capture(state, this.parts.cuts, this.parts.bytes));
    const writer = store.begin({ position, epoch });
    this.running = this.write(captured, writer)
      .then(({ entries, bytes, busyBytes, withLargeTexts }) => {
        this.running = undefined;
        this.busyAtLast = busyBytes;
        if (this.isClosed) return;
        const finishedAtMs: EpochMs = clock.nowMs();
        this.told = { finishedAtMs, tookMs: finishedAtMs - beganAtMs, entries, bytes, inProgress: false, trigger };
        this.finished(position, withLargeTexts);
        // Enough may have come while it was written, and no turn may follow.
        this.consider(this.logBytes);
      })
      .catch((error: unknown) => {
        // Writing it failed, or letting go of the log before it.
        this.running = undefined;
        if (!this.isClosed) this.parts.failed(error);
      });
  }

  /** Waits until `tell` calls back, or until it is closed. */
  private until(tell: (then: () => void) => unknown): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      tell(resolve);
    });
  }

  private async write(captured: readonly CapturedPartition[], writer: SnapshotWriter): Promise<Written> {
    const { clock, nextTurn, whenDurable, bytes: stateBytes } = this.parts;
    let entries = 0;
    let bytes = 0;
    let busyBytes = 0;
    const withLargeTexts = new Set<InstanceId>();
    const slices = new SnapshotSlices(clock);
    for (const put of putCaptured(captured, writer, stateBytes)) {
      if (this.isClosed) break;
      entries += 1;
      bytes += put.bytes;
      if (put.willChange) busyBytes += put.bytes;
      if (put.hasLargeTexts) withLargeTexts.add(put.key);
      if (!slices.isFull()) continue;
      if (writer.backlogBytes > BACKLOG_BYTES_MAX) await writer.drain();
      else await this.until(nextTurn);
      slices.begin();
    }
    // The store must not know what the log may yet lose.
    if (!this.isClosed) await this.until(whenDurable);
    if (this.isClosed) {
      writer.abandon();
      return { entries, bytes, busyBytes, withLargeTexts };
    }
    stateBytes.sync();
    await writer.finish(headsOf(captured));
    return { entries, bytes, busyBytes, withLargeTexts };
  }

  /** The snapshot is durable: the log before it is not needed any more, nor is in memory what need not be. */
  private finished(position: LogPosition, written: ReadonlySet<InstanceId>): void {
    const { group, log } = this.parts;
    this.position = position;
    log.release(position);
    for (const { instances, entities } of group.states) {
      instances.written();
      entities.written();
    }
    this.letGo(written);
  }

  /** What has ended leaves memory, and what holds large texts and is idle: no number of these would be a limit. */
  private letGo(written: ReadonlySet<InstanceId> = new Set()): void {
    const { group, settings } = this.parts;
    // What was only looked at is as it is in the store. What is not idle is going to change, and in the next snapshot.
    const withLargeTexts = new Set([...written, ...group.readWithLargeTexts]);
    group.readWithLargeTexts.clear();
    const gone = new Set<InstanceId>();
    const sessions: string[] = [];
    for (const { instances, entities } of group.states) {
      const left = (instanceId: InstanceId, { record }: Instance): void => {
        gone.add(instanceId);
        sessions.push(record.executionId);
      };
      const isIdle = ({ session }: Instance): boolean => !session.episodeOut;
      const isHeavy = (instance: Instance): boolean =>
        isIdle(instance) && withLargeTexts.has(instance.record.instanceId);
      instances.evict(0, (instance) => isFinished(instance.record.status) || isHeavy(instance), left);
      instances.evict(settings.residentMax, isIdle, left);
      const nothing = (): void => undefined;
      entities.evict(0, ({ batch, entityId }) => !batch.out && withLargeTexts.has(entityId), nothing);
      entities.evict(settings.residentMax, ({ batch }) => !batch.out, nothing);
    }
    this.parts.evicted(gone, sessions);
  }
}
