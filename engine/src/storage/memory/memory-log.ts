import { DataDirDamaged, invariant } from "../../model/index.js";
import type { Batch, Log, LogCounters, LogPosition, LogRecord } from "../log.js";
import { logPosition } from "../log.js";
import { frameAt, recordsOf, sealBatch } from "../record.js";

/** What a memory log keeps when it is closed: hand it to the next one, as a directory is. */
export interface MemoryDisk {
  readonly batches: Batch[];
  /** The position of the last record. */
  last: LogPosition;
}

export const memoryDisk = (): MemoryDisk => ({ batches: [], last: logPosition(0) });

/** Every batch is whole and alone: as if each had a file of this number. */
const LIFE = { format: 2, number: 0 } as const;

/**
 * A log that lives as long as its {@link MemoryDisk}. With a `gate` an append waits for the promise
 * that the gate gives: a slow disk, whose batches become durable when the test says so.
 */
export function memoryLog(disk: MemoryDisk, gate?: () => Promise<void>): Log {
  function* read(after: LogPosition): Generator<LogRecord> {
    const begin = disk.batches[0]?.first ?? disk.last + 1;
    if (begin > after + 1 || disk.last < after) {
      throw new DataDirDamaged(
        `The log holds records ${begin} to ${disk.last}, and those after ${after} are asked for.`,
        {
          file: "memory",
        },
      );
    }
    for (const { bytes } of disk.batches) {
      const at = frameAt(bytes, 0, LIFE);
      invariant(at.kind === "batch", "a batch in memory is not whole");
      for (const record of recordsOf(at.frame)) if (record.position > after) yield record;
    }
  }

  function keep({ first, last, bytes }: Batch): void {
    disk.batches.push({ first, last, bytes });
    disk.last = last;
  }

  function append({ first, last, bytes }: Batch): Promise<void> | undefined {
    const copy = Buffer.from(bytes);
    sealBatch(copy, first, last - first + 1, LIFE.number);
    if (gate !== undefined) return gate().then(() => keep({ first, last, bytes: copy }));
    keep({ first, last, bytes: copy });
    return undefined;
  }

  function release(through: LogPosition): void {
    const kept = disk.batches.findIndex(({ last }) => last > through);
    disk.batches.splice(0, kept === -1 ? disk.batches.length : kept);
  }

  return {
    read,
    lastBehind: (after) => logPosition(Math.max(after, disk.last)),
    append,
    release,
    get counters(): LogCounters {
      const tailBytes = disk.batches.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
      return { flushPath: "memory", tailBytes, files: 1, spareFiles: 0, filesMade: 0, filesUnprepared: 0 };
    },
    close: () => undefined,
  };
}
