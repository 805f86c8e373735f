import path from "node:path";
import { DataDirDamaged, invariant } from "../../model/index.js";
import { type Batch, type Log, type LogRecord, logPosition } from "../log.js";
import { type BatchFrame, recordsOf } from "../record.js";
import { readSegment } from "../recover.js";
import type { Files, WritableFile } from "./files.js";

/** A file of the log is closed when it is longer than this: small enough to read in one piece. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;

interface OpenSegment {
  readonly file: WritableFile;
  readonly number: number;
  length: number;
}

/**
 * The log as files `000001.log`, `000002.log` … in a directory of its own. A file that was not
 * written to yet is empty, so every moment of its making is a log that can be read.
 */
export function fileLog(directory: string, files: Files, segmentBytes: number = SEGMENT_BYTES): Log {
  let current: OpenSegment | undefined;
  const pathOf = (number: number) => path.join(directory, `${String(number).padStart(6, "0")}.log`);

  function create(number: number): OpenSegment {
    const file = files.openForWriting(pathOf(number));
    files.syncDirectory(directory);
    return { file, number, length: 0 };
  }

  function* read(): Generator<LogRecord> {
    const numbers = segmentNumbers(directory, files.list(directory));
    let expected = logPosition(1);
    for (const [index, number] of numbers.entries()) {
      const isLast = index === numbers.length - 1;
      const file = pathOf(number);
      const bytes = files.read(file);
      const { frames, last, end } = readSegment({ file, bytes, isLast }, expected);
      if (isLast) current = reopen(file, number, end, bytes.byteLength, frames.at(-1));
      for (const frame of frames) yield* recordsOf(frame);
      expected = logPosition(last + 1);
    }
    current ??= create(1);
  }

  /**
   * Cuts the torn tail, and writes the last batch once more. The writer before us may have died of an
   * fsync that failed: then the batch that we have just read may be in memory alone, marked as
   * written. Only a new write brings it to the disk for certain. One batch is enough, for each is
   * durable before the next one is written.
   */
  function reopen(
    name: string,
    number: number,
    end: number,
    fileLength: number,
    lastFrame: BatchFrame | undefined,
  ): OpenSegment {
    const file = files.openForWriting(name);
    if (end < fileLength) file.truncate(end);
    if (lastFrame !== undefined) file.write(lastFrame.bytes, lastFrame.offset);
    file.sync();
    files.syncDirectory(directory);
    return { file, number, length: end };
  }

  function append(batch: Batch): undefined {
    invariant(current !== undefined, "the log is appended to before it was read to its end");
    if (current.length >= segmentBytes) {
      current.file.close();
      current = create(current.number + 1);
    }
    current.file.write(batch.bytes, current.length);
    current.file.sync();
    current.length += batch.bytes.byteLength;
    return undefined;
  }

  function close(): void {
    const closing = current;
    current = undefined;
    closing?.file.close();
  }

  return { read, append, close };
}

function segmentNumbers(directory: string, names: readonly string[]): readonly number[] {
  const numbers = names
    .flatMap((name) => /^(\d{6,})\.log$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  for (const [index, number] of numbers.entries()) {
    const expected = index + 1;
    if (number !== expected) {
      const missing = path.join(directory, `${String(expected).padStart(6, "0")}.log`);
      throw new DataDirDamaged(
        `The log is damaged: ${missing} is missing and file number ${number} is there. Restore the data directory from a backup.`,
        { file: missing, offset: 0 },
      );
    }
  }
  return numbers;
}
