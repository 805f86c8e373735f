import type { RawBatch } from "./batch-reader.js";

/** The partition number under which a log writes its own records: an incarnation has begun (`host/log-opened.ts`). */
const LOG_ITSELF = 0xffff;

/** What one log has on stable storage, by the disk's own account. What was once durable stays durable. */
export class LogAccount {
  private readonly batches = new Map<number, RawBatch>();
  private readonly openings: { readonly epoch: number; readonly position: number }[] = [];
  last = 0;

  constructor(private readonly directory: string) {}

  /** Takes a batch that has become durable. Says what is wrong with it; `isNew` is false for one that was written again. */
  add(batch: RawBatch): { readonly isNew: boolean; readonly wrong?: string } {
    const before = this.batches.get(batch.first);
    if (batch.first <= this.last) {
      if (before?.bytes.equals(batch.bytes) === true) return { isNew: false };
      const wrong = `records ${batch.first} to ${batch.last} of ${this.directory} were durable and are written over`;
      return { isNew: false, wrong };
    }
    if (batch.first !== this.last + 1) {
      return {
        isNew: false,
        wrong: `record ${batch.first} of ${this.directory} was written after record ${this.last}`,
      };
    }
    this.batches.set(batch.first, batch);
    this.last = batch.last;
    for (const { partition, position, payload } of batch.records) {
      if (partition === LOG_ITSELF) this.openings.push({ epoch: payload.readUInt32LE(1), position });
    }
    return { isNew: true };
  }

  /** True when the record that this incarnation wrote at the position is durable. */
  holds(epoch: number, position: number): boolean {
    return position <= this.last && this.epochAt(position) === epoch;
  }

  private epochAt(position: number): number {
    return this.openings.findLast((opening) => opening.position <= position)?.epoch ?? 0;
  }
}
