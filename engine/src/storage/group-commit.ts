import { invariant, type PartitionId } from "../model/index.js";
import { type CommitMetrics, type FlushSample, FlushSamples } from "./flush-samples.js";
import { type Batch, type Log, type LogPosition, logPosition } from "./log.js";
import { RecordQueue } from "./record-queue.js";

export interface CommitListener {
  /** The write of everything up to and with this position begins. It cannot be held or taken back any more. */
  handed?(position: LogPosition): void;
  /** Everything up to and with this position is durable. Positions only grow. */
  durable(position: LogPosition): void;
  /** A write failed. Nothing more is written; this is called once. */
  failed(error: unknown): void;
}

export interface CommitOptions {
  /** Milliseconds since some moment, for what is measured. Default: since the thread began. */
  readonly nowMs?: () => number;
  readonly batchBytesMax?: number;
}

/** More gain nothing: a write of this size is bound by the disk's bandwidth, and what waits for it waits long enough. */
const BATCH_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Many appends, one flush. What gathers while a write is under way becomes the next write, so that
 * batches grow by themselves when the disk is slow: no timer, no size to tune.
 *
 *                        handed to the log          gathers
 *   ───────── durable ┤── under way ──├──────────────┬─────────────────┤ appended
 *                                                    └ held: may not be written yet
 */
export class GroupCommit {
  private readonly queue = new RecordQueue();
  private readonly samples = new FlushSamples();
  private readonly nowMs: () => number;
  private readonly batchBytesMax: number;
  private writing = false;
  private broken = false;
  private stopped = false;
  private appendedPosition: LogPosition;
  private durablePosition: LogPosition;
  private heldFrom: LogPosition | undefined;
  /** When the oldest record that waits came, or what came before it left. */
  private gathersFromMs = 0;
  private readonly idle: (() => void)[] = [];

  constructor(
    private readonly log: Pick<Log, "append">,
    last: LogPosition,
    private readonly listener: CommitListener,
    options: CommitOptions = {},
  ) {
    this.appendedPosition = last;
    this.durablePosition = last;
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.batchBytesMax = options.batchBytesMax ?? BATCH_BYTES_MAX;
  }

  /** The position of the newest record, durable or not. */
  get appended(): LogPosition {
    return this.appendedPosition;
  }

  get durable(): LogPosition {
    return this.durablePosition;
  }

  /** Everything up to and with this position was handed to the log, and cannot be taken back. */
  get handed(): LogPosition {
    return logPosition(this.appendedPosition - this.queue.records);
  }

  append(partition: PartitionId, payload: Uint8Array): LogPosition {
    if (this.queue.records === 0) this.gathersFromMs = this.nowMs();
    this.queue.add(partition, payload);
    this.appendedPosition = logPosition(this.appendedPosition + 1);
    return this.appendedPosition;
  }

  /**
   * Records from this position on may not be written yet; those before may. `undefined`: all may. Takes
   * effect at the next flush. Nothing that was handed to the log can be held.
   */
  hold(from: LogPosition | undefined): void {
    invariant(from === undefined || from > this.handed, `record ${from} was handed to the log and cannot be held`);
    this.heldFrom = from;
  }

  /** Makes what has gathered durable, as far as it is not held; while a write is under way, after it. */
  flush(): void {
    while (!this.writing && !this.broken && !this.stopped) {
      const first = logPosition(this.handed + 1);
      const recordsMax = this.heldFrom === undefined ? this.queue.records : this.heldFrom - first;
      if (Math.min(recordsMax, this.queue.records) === 0) break;
      this.write(this.queue.take(first, { recordsMax, bytesMax: this.batchBytesMax }));
    }
    if (!this.writing) this.tellIdle();
  }

  /** Begins no further write, whatever has gathered: what is under way is the last. */
  stop(): void {
    this.stopped = true;
  }

  /** Resolves when no write is under way and none follows by itself: all is durable that was to be flushed and is not held. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.writing) this.idle.push(resolve);
      else resolve();
    });
  }

  metrics(): CommitMetrics {
    return this.samples.metrics();
  }

  private write(batch: Batch): void {
    this.writing = true;
    const beganMs = this.nowMs();
    const gatheredFromMs = this.gathersFromMs;
    this.gathersFromMs = beganMs;
    const done = (): void => this.done(batch, { gatheredFromMs, beganMs });
    this.listener.handed?.(batch.last);
    let pending: Promise<void> | undefined;
    try {
      pending = this.log.append(batch);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (pending === undefined) {
      done();
      return;
    }
    pending.then(
      () => {
        done();
        this.flush();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private done(batch: Batch, times: Pick<FlushSample, "gatheredFromMs" | "beganMs">): void {
    const records = batch.last - batch.first + 1;
    this.samples.add({ ...times, endedMs: this.nowMs(), records, bytes: batch.bytes.byteLength });
    this.rest();
    this.durablePosition = batch.last;
    this.listener.durable(batch.last);
  }

  private fail(error: unknown): void {
    this.broken = true;
    this.rest();
    this.tellIdle();
    this.listener.failed(error);
  }

  private rest(): void {
    this.writing = false;
    this.queue.written();
  }

  private tellIdle(): void {
    for (const resolve of this.idle.splice(0)) resolve();
  }
}
