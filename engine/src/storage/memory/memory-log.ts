import type { Batch, Log, LogRecord } from "../log.js";
import { logPosition } from "../log.js";
import { recordsOf } from "../record.js";
import { readSegment } from "../recover.js";

/** What a memory log keeps when it is closed: hand it to the next one, as a directory is. */
export interface MemoryDisk {
  readonly batches: Buffer[];
}

export const memoryDisk = (): MemoryDisk => ({ batches: [] });

/**
 * A log that lives as long as its {@link MemoryDisk}. With a `gate` an append waits for the promise
 * that the gate gives: a slow disk, whose batches become durable when the test says so.
 */
export function memoryLog(disk: MemoryDisk, gate?: () => Promise<void>): Log {
  function* read(): Generator<LogRecord> {
    const segment = { file: "memory", bytes: Buffer.concat(disk.batches), isLast: true };
    for (const frame of readSegment(segment, logPosition(1)).frames) yield* recordsOf(frame);
  }

  function append(batch: Batch): Promise<void> | undefined {
    const copy = Buffer.from(batch.bytes);
    if (gate === undefined) {
      disk.batches.push(copy);
      return undefined;
    }
    return gate().then(() => {
      disk.batches.push(copy);
    });
  }

  return { read, append, close: () => undefined };
}
