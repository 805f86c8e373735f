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
  readonly bytes: Uint8Array;
}

/**
 * The commit log of one thread. Its laws:
 *
 * 1. `read` gives the records of every batch whose append has returned (or resolved), in order, each
 *    once, whatever happened since: power loss included.
 * 2. Of a batch whose append has not returned, it gives all records or none.
 * 3. A batch that it has once given it gives for ever: what was read is durable.
 * 4. `append` is called with positions that follow each other without a gap, and not while another
 *    append is under way. After an append has failed, only `close` may be called: what the disk holds
 *    is unknown until the log is opened again. An fsync that failed is never tried again, for the
 *    second one may report success about pages that the first one lost.
 * 5. `read` refuses a log that was damaged, naming the place. It never skips a record.
 */
export interface Log {
  /** Every record. Called once, before the first append. */
  read(): Iterable<LogRecord>;
  /** Makes a batch durable: when it returns `undefined`, or else when the promise resolves. */
  append(batch: Batch): Promise<void> | undefined;
  /** Gives back what the log holds on to. Appends nothing. */
  close(): void;
}
