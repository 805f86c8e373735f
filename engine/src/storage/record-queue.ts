import { invariant, type PartitionId } from "../model/index.js";
import { type Batch, type LogPosition, logPosition } from "./log.js";
import { BATCH_HEADER_BYTES, RECORD_HEADER_BYTES } from "./record.js";

const BUFFER_BYTES = 64 * 1024;

export interface BatchLimit {
  readonly recordsMax: number;
  /** A single record may be larger. */
  readonly bytesMax: number;
}

/**
 * Records that wait to be written, as bytes, one after the other:
 *
 *   ┌──────────────────────┬────────────────────┬─────────────────────┬─────────┐
 *   │ written, or under way│ room for a header  │ records that gather │ free    │
 *   └──────────────────────┴────────────────────┴─────────────────────┴─────────┘
 *                                               begin                 end
 *
 * The room for a batch's header is the end of the batch before it, which is written by then. So no
 * record is copied to be written. While a batch is under way its bytes stay where they are: when
 * there is no more room, what gathers moves to another buffer.
 */
export class RecordQueue {
  private buffer: Buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  private begin = BATCH_HEADER_BYTES;
  /** Where each record that gathers ends in the buffer. */
  private ends: number[] = [];
  private underWay: Buffer | undefined;
  private resting: Buffer | undefined;

  get records(): number {
    return this.ends.length;
  }

  private get end(): number {
    return this.ends.at(-1) ?? this.begin;
  }

  add(partition: PartitionId, payload: Uint8Array): void {
    this.reserve(RECORD_HEADER_BYTES + payload.byteLength);
    const { buffer, end } = this;
    buffer.writeUInt16LE(partition, end);
    buffer.writeUInt32LE(payload.byteLength, end + 2);
    buffer.set(payload, end + RECORD_HEADER_BYTES);
    this.ends.push(end + RECORD_HEADER_BYTES + payload.byteLength);
  }

  /**
   * The oldest records as a batch: at least one, and as many as the limit allows. It is under way until
   * {@link written}; only one is at a time.
   */
  take(first: LogPosition, limit: BatchLimit): Batch {
    invariant(this.underWay === undefined, "a batch is taken while another one is under way");
    const count = this.countWithin(limit);
    const end = this.ends[count - 1];
    invariant(end !== undefined, "a batch is taken and no record has gathered");
    const bytes = this.buffer.subarray(this.begin - BATCH_HEADER_BYTES, end);
    this.underWay = this.buffer;
    this.begin = end;
    this.ends = count === this.ends.length ? [] : this.ends.slice(count);
    return { first, last: logPosition(first + count - 1), bytes };
  }

  /** The batch that is under way is written, or given up: its bytes may be used for others. */
  written(): void {
    this.underWay = undefined;
    if (this.ends.length === 0) this.begin = BATCH_HEADER_BYTES;
  }

  private countWithin({ recordsMax, bytesMax }: BatchLimit): number {
    const { begin, ends } = this;
    let fits = Math.min(recordsMax, ends.length);
    if ((ends[fits - 1] ?? begin) - begin <= bytesMax) return fits;
    // The first record goes in any case; the last one that fits is looked for by halves.
    let least = 1;
    while (least < fits) {
      const middle = Math.ceil((least + fits) / 2);
      if ((ends[middle - 1] ?? begin) - begin <= bytesMax) least = middle;
      else fits = middle - 1;
    }
    return least;
  }

  private reserve(bytes: number): void {
    const { buffer, begin, end } = this;
    if (end + bytes <= buffer.byteLength) return;
    const needed = BATCH_HEADER_BYTES + (end - begin) + bytes;
    const target = this.otherBuffer(needed);
    buffer.copy(target, BATCH_HEADER_BYTES, begin, end);
    const shift = begin - BATCH_HEADER_BYTES;
    this.ends = this.ends.map((each) => each - shift);
    this.begin = BATCH_HEADER_BYTES;
    this.resting = buffer;
    this.buffer = target;
  }

  /** The one that rests, if it is large enough and nothing of it is under way. Half of it stays free for more. */
  private otherBuffer(needed: number): Buffer {
    const { resting } = this;
    const isFree = resting !== undefined && resting !== this.underWay;
    if (isFree && resting.byteLength >= needed * 2) return resting;
    return Buffer.allocUnsafe(Math.max(BUFFER_BYTES, needed * 2));
  }
}
