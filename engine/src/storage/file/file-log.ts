import path from "node:path";
import { invariant } from "../../model/index.js";
import { type Batch, type Log, type LogCounters, type LogPosition, type LogRecord, logPosition } from "../log.js";
import {
  beginningOf,
  FILE_HEADER_BYTES,
  fileHeader,
  isOfEarlierLives,
  logFileName,
  logFileNumbers,
} from "../log-file.js";
import { BATCH_HEADER_BYTES, type BatchFrame, lastOf, recordsOf, sealBatch } from "../record.js";
import {
  endsEarly,
  type LiveFile,
  type LogFileHead,
  lastRecordIn,
  planReading,
  type ReadingPlan,
  readLogFile,
} from "../recover.js";
import type { Files, WritableFile } from "./files.js";
import { type FlushPath, openFor, WAITED_FOR_BYTES_MAX, writeDurably } from "./flush-path.js";
import { SpareFiles } from "./spare-files.js";
import { TailBytes } from "./tail-bytes.js";

/** Small enough to read in one piece. */
const FILE_BYTES = 16 * 1024 * 1024;
/** A log that has grown by so much is in use: from then on it is worth to have a spare. */
const IN_USE_BYTES = 256 * 1024;

export interface FileLogOptions {
  /** Default: 16 MiB. Only a batch that is larger has a larger file, its own. */
  readonly fileBytes?: number;
  /** Default: `writeAndSync`. `measureFlush` and `bestFlushPath` find the best one. */
  readonly flushPath?: FlushPath;
  /** Default: {@link WAITED_FOR_BYTES_MAX}. */
  readonly waitedForBytesMax?: number;
}

/** The log as files `000001.log`, `000002.log` … and spares in a directory of its own (`log-file.ts`). */
export function fileLog(directory: string, files: Files, options: FileLogOptions = {}): Log {
  const { fileBytes = FILE_BYTES, flushPath = "writeAndSync", waitedForBytesMax = WAITED_FOR_BYTES_MAX } = options;
  return new FileLog(directory, files, { fileBytes, flushPath, waitedForBytesMax });
}

/** A file that is full, or is being filled. */
interface HeldFile {
  readonly number: number;
  readonly first: LogPosition;
}

interface CurrentFile {
  readonly number: number;
  readonly first: LogPosition;
  readonly file: WritableFile;
  /** As long as this, the file does not grow when it is written to. */
  readonly preparedBytes: number;
  readonly capacityBytes: number;
  usedBytes: number;
}

class FileLog implements Log {
  private readonly spares: SpareFiles;
  /** Before the current one, oldest first. */
  private full: HeldFile[] = [];
  private current: CurrentFile | undefined;
  private last = logPosition(0);
  private appending = false;
  private readonly tail = new TailBytes();
  /** The last file, when somebody asked where the log ends: so that it is not read twice. */
  private newest: { readonly file: string; readonly bytes: Buffer } | undefined;
  /** Since it was opened. */
  private appendedBytes = 0;
  private made = { all: 0, unprepared: 0 };

  constructor(
    private readonly directory: string,
    private readonly files: Files,
    private readonly options: Required<FileLogOptions>,
  ) {
    this.spares = new SpareFiles(directory, files, options.fileBytes);
  }

  get counters(): LogCounters {
    const held = this.current === undefined ? this.full : [...this.full, this.current];
    return {
      flushPath: this.options.flushPath,
      tailBytes: this.tail.bytes,
      files: held.length,
      spareFiles: this.spares.count,
      filesMade: this.made.all,
      filesUnprepared: this.made.unprepared,
    };
  }

  lastBehind(after: LogPosition): LogPosition {
    const newest = this.plan(this.files.list(this.directory), after).live.at(-1);
    if (newest === undefined) return after;
    const bytes = this.files.read(newest.file);
    this.newest = { file: newest.file, bytes };
    const last = lastRecordIn(newest, bytes) ?? (newest.first ?? 1) - 1;
    return logPosition(Math.max(after, last));
  }

  *read(after: LogPosition): Generator<LogRecord> {
    const names = this.files.list(this.directory);
    const { live, superseded } = this.plan(names, after);
    let last = logPosition((live[0]?.first ?? 1) - 1);
    let lastFrame: BatchFrame | undefined;
    for (const [index, each] of live.entries()) {
      const bytes = this.newest?.file === each.file ? this.newest.bytes : this.files.read(each.file);
      const next = live[index + 1];
      const follower = next === undefined ? NOTHING : { kind: "file" as const, number: next.number, first: next.first };
      const content = readLogFile(each, bytes, follower, logPosition(last + 1));
      for (const frame of content.frames) {
        if (lastOf(frame) <= after) continue;
        this.tail.add(lastOf(frame), frame.bytes.byteLength);
        yield* recordsAfter(frame, after);
      }
      const first = each.first ?? logPosition(last + 1);
      last = content.last;
      lastFrame = content.frames.at(-1);
      if (next !== undefined) this.full.push({ number: each.number, first });
      else this.current = this.reopen(each, bytes, { first, end: content.end, lastFrame });
    }
    if (last < after) throw endsEarly(this.directory, last, after);
    this.last = last;
    this.newest = undefined;
    this.begin(names, superseded);
  }

  append(batch: Batch): Promise<void> | undefined {
    invariant(!this.appending, "the log is appended to while an append is under way");
    invariant(batch.first === this.last + 1, `record ${batch.first} is appended after record ${this.last}`);
    const { number, file, usedBytes } = this.fileFor(batch.bytes.byteLength);
    sealBatch(batch.bytes, batch.first, batch.last - batch.first + 1, number);
    const pending = writeDurably(this.options, file, batch.bytes, usedBytes);
    if (pending === undefined) {
      this.appended(batch);
      return undefined;
    }
    this.appending = true;
    return pending.then(() => this.appended(batch)).finally(() => this.appendEnded(file));
  }

  release(through: LogPosition): void {
    invariant(through <= this.last, `records up to ${through} are released and the log ends at ${this.last}`);
    this.tail.release(through, this.last);
    for (;;) {
      const [oldest, next = this.current] = this.full;
      if (oldest === undefined || next === undefined || next.first > through + 1) return;
      const file = this.pathOf(oldest.number);
      this.spares.recycle(file, this.files.size(file));
      this.full = this.full.slice(1);
    }
  }

  close(): void {
    this.spares.close();
    const closing = this.current;
    this.current = undefined;
    // What is under way still needs the file.
    if (!this.appending) closing?.file.close();
  }

  private plan(names: readonly string[], after: LogPosition): ReadingPlan {
    return planReading(this.directory, logFileNumbers(names).map(this.head), after);
  }

  private readonly head = (number: number): LogFileHead => {
    const file = this.pathOf(number);
    return { file, number, beginning: beginningOf(this.firstBytes(file), number) };
  };

  private firstBytes(file: string): Buffer {
    const reader = this.files.openForReading(file);
    try {
      return reader.read(0, FILE_HEADER_BYTES);
    } finally {
      reader.close();
    }
  }

  /** The log is whole. Only now anything is changed that is not its end. */
  private begin(names: readonly string[], superseded: readonly number[]): void {
    // A first file has the number 1 again, which any spare may have had.
    const newest = this.current?.number;
    this.spares.adopt(names, (file) => newest !== undefined && isOfEarlierLives(this.firstBytes(file), newest));
    this.current ??= this.make(1, logPosition(1), 0);
    for (const number of superseded) {
      const file = this.pathOf(number);
      this.spares.recycle(file, this.files.size(file));
    }
    this.files.syncDirectory(this.directory);
  }

  /**
   * Writes the last batch once more. The writer before us may have died of an fsync that failed: then
   * the batch that we have just read may be in memory alone, marked as written. Only a new write brings
   * it to the disk for certain. One batch is enough, for each is durable before the next one is
   * written. Where the next batch will begin, the beginning of a torn one is written over, so that it
   * cannot become whole later.
   */
  private reopen(
    { file: name, number, life }: LiveFile,
    bytes: Buffer,
    {
      first,
      end,
      lastFrame,
    }: { readonly first: LogPosition; readonly end: number; readonly lastFrame?: BatchFrame | undefined },
  ): CurrentFile {
    const file = this.files.openForWriting(name);
    const rest = bytes.subarray(end, end + BATCH_HEADER_BYTES);
    if (life.format === 1) file.truncate(end);
    else if (rest.some((byte) => byte !== 0)) file.write(Buffer.alloc(rest.byteLength), end);
    if (lastFrame !== undefined) file.write(lastFrame.bytes, lastFrame.offset);
    file.sync();
    file.close();
    // A file of format 1 takes no batches of format 2: the next one goes into a new file.
    const capacityBytes = life.format === 1 ? 0 : this.options.fileBytes;
    const preparedBytes = bytes.byteLength;
    return {
      number,
      first,
      file: openFor(this.options.flushPath, this.files, name),
      preparedBytes,
      capacityBytes,
      usedBytes: end,
    };
  }

  private fileFor(batchBytes: number): CurrentFile {
    const { current } = this;
    invariant(current !== undefined, "the log is appended to before it was read to its end, or after it was closed");
    const fits = current.usedBytes + batchBytes <= current.capacityBytes;
    const grows = current.usedBytes + batchBytes > current.preparedBytes;
    // Writing behind a file's end costs about twice as much: such a file is left as soon as there is a better one.
    if (fits && !(grows && this.spares.count > 0)) return current;
    current.file.close();
    this.full.push({ number: current.number, first: current.first });
    this.current = undefined;
    this.current = this.make(current.number + 1, logPosition(this.last + 1), batchBytes);
    return this.current;
  }

  /** A file in a new life: its header is durable before it has its name, its name before anything is appended. */
  private make(number: number, first: LogPosition, batchBytes: number): CurrentFile {
    const capacityBytes = Math.max(this.options.fileBytes, FILE_HEADER_BYTES + batchBytes);
    const isLarge = capacityBytes > this.options.fileBytes;
    const spare = isLarge ? { file: this.spares.freeName(), isReady: false } : this.spares.take();
    const making = this.files.openForWriting(spare.file);
    try {
      making.write(fileHeader(number, first), 0);
      making.sync();
    } finally {
      making.close();
    }
    const name = this.pathOf(number);
    this.files.rename(spare.file, name);
    this.files.syncDirectory(this.directory);
    this.made = { all: this.made.all + 1, unprepared: this.made.unprepared + (spare.isReady ? 0 : 1) };
    return {
      number,
      first,
      file: openFor(this.options.flushPath, this.files, name),
      preparedBytes: spare.isReady ? capacityBytes : FILE_HEADER_BYTES,
      capacityBytes,
      usedBytes: FILE_HEADER_BYTES,
    };
  }

  private appended({ last, bytes }: Batch): void {
    this.last = last;
    this.tail.add(last, bytes.byteLength);
    if (this.current === undefined) return;
    this.current.usedBytes += bytes.byteLength;
    this.appendedBytes += bytes.byteLength;
    if (this.appendedBytes >= Math.min(IN_USE_BYTES, this.options.fileBytes / 4)) this.spares.prepare();
  }

  private appendEnded(file: WritableFile): void {
    this.appending = false;
    if (this.current === undefined) file.close();
  }

  private pathOf(number: number): string {
    return path.join(this.directory, logFileName(number));
  }
}

const NOTHING = { kind: "nothing" } as const;

function* recordsAfter(frame: BatchFrame, after: LogPosition): Generator<LogRecord> {
  for (const record of recordsOf(frame)) {
    if (record.position > after) yield record;
  }
}
