import type { PartitionId } from "../model/index.js";
import { type Batch, type Log, type LogPosition, logPosition } from "./log.js";
import { BatchBuilder } from "./record.js";

export interface CommitListener {
  /** Everything up to and with this position is durable. Positions only grow. */
  durable(position: LogPosition): void;
  /** A write failed. Nothing more is written; this is called once. */
  failed(error: unknown): void;
}

/**
 * Many appends, one flush. What gathers while a write is under way becomes the next write, so that
 * batches grow by themselves when the disk is slow: no timer, no size to tune.
 */
export class GroupCommit {
  // Two builders take turns: one's bytes are being written while the other gathers.
  private gathering = new BatchBuilder();
  private resting = new BatchBuilder();
  private writing = false;
  private broken = false;
  private appendedPosition: LogPosition;
  private durablePosition: LogPosition;
  private readonly idle: (() => void)[] = [];

  constructor(
    private readonly log: Pick<Log, "append">,
    last: LogPosition,
    private readonly listener: CommitListener,
  ) {
    this.appendedPosition = last;
    this.durablePosition = last;
  }

  /** The position of the newest record, durable or not. */
  get appended(): LogPosition {
    return this.appendedPosition;
  }

  get durable(): LogPosition {
    return this.durablePosition;
  }

  append(partition: PartitionId, payload: Uint8Array): LogPosition {
    this.gathering.add(partition, payload);
    this.appendedPosition = logPosition(this.appendedPosition + 1);
    return this.appendedPosition;
  }

  /** Makes what has gathered durable; while a write is under way, after it. */
  flush(): void {
    while (!this.writing && !this.broken && !this.gathering.isEmpty) {
      const full = this.gathering;
      this.gathering = this.resting;
      this.resting = full;
      this.write(full.take(logPosition(this.appendedPosition - full.records + 1)));
    }
  }

  /** Resolves when no write is under way any more. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.writing) this.idle.push(resolve);
      else resolve();
    });
  }

  private write(batch: Batch): void {
    this.writing = true;
    let pending: Promise<void> | undefined;
    try {
      pending = this.log.append(batch);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (pending === undefined) {
      this.done(batch);
      return;
    }
    pending.then(
      () => {
        this.done(batch);
        this.flush();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private done(batch: Batch): void {
    this.writing = false;
    this.durablePosition = batch.last;
    this.rest();
    this.listener.durable(batch.last);
  }

  private fail(error: unknown): void {
    this.writing = false;
    this.broken = true;
    this.rest();
    this.listener.failed(error);
  }

  private rest(): void {
    for (const resolve of this.idle.splice(0)) resolve();
  }
}
