import type { PartitionId } from "../model/index.js";

declare const brand: unique symbol;
/**
 * A place in a log: the number of its records up to and with this one. The first record has
 * position 1; position 0 is the empty log.
 */
export type LogPosition = number & { readonly [brand]: "LogPosition" };
export const logPosition = (records: number): LogPosition => records as LogPosition;

export interface LogRecord {
  readonly position: LogPosition;
  readonly partition: PartitionId;
  readonly payload: Uint8Array;
}

/** Records that are made durable by one write, as bytes (`record.ts` draws them). */
export interface Batch {
  readonly first: LogPosition;
  readonly last: LogPosition;
  /** Room for a header, which the log fills in when it knows where the batch will stand, and the records. */
  readonly bytes: Buffer;
}

/** How a log is doing. */
export interface LogCounters {
  /** How a batch is made durable. */
  readonly flushPath: string;
  /** Bytes of batches behind what was released: what the next opening steps again. May be a little more than there are. */
  readonly tailBytes: number;
  /** Files that hold records which the next opening needs, the one that is written to included. */
  readonly files: number;
  /** Files that wait for their use. */
  readonly spareFiles: number;
  /** Files that were made since the log was opened, and how many of them were not written ahead of time. */
  readonly filesMade: number;
  readonly filesUnprepared: number;
}

/**
 * The commit log of one thread. Its laws:
 *
 * 1. `read` gives the records of every batch whose append has returned (or resolved) and that was not
 *    released, in order, each once, whatever happened since: power loss included.
 * 2. Of a batch whose append has not returned, it gives all records or none.
 * 3. A batch that it has once given it gives for ever, until it is released: what was read is durable.
 * 4. `append` is called with positions that follow each other without a gap, and not while another
 *    append is under way. After an append has failed, only `close` may be called: what the disk holds
 *    is unknown until the log is opened again. An fsync that failed is never tried again, for the
 *    second one may report success about pages that the first one lost.
 * 5. `read` refuses a log that was damaged, naming the place. It never skips a record: a log that
 *    begins later than where the reader's knowledge ends is damaged, and so is one that ends before.
 * 6. `release` takes nothing that comes after the position that it was given.
 */
export interface Log {
  /**
   * Every record after a position; a snapshot has what comes before. Called once, before the first
   * append, and read to its end.
   */
  read(after: LogPosition): Iterable<LogRecord>;
  /**
   * The position of the last record, `after` when there is none behind it: how much `read` is going to
   * give. Only before `read`, for whoever wants to say how far it is; it promises nothing about the log.
   */
  lastBehind(after: LogPosition): LogPosition;
  /** Makes a batch durable: when it returns `undefined`, or else when the promise resolves. */
  append(batch: Batch): Promise<void> | undefined;
  /**
   * Everything up to and with this position is in a durable snapshot: the log need not keep it. Throws
   * the error of the operating system; nothing is lost by that, and it may be called again.
   */
  release(through: LogPosition): void;
  readonly counters: LogCounters;
  /** Gives back what the log holds on to. Appends nothing. */
  close(): void;
}
