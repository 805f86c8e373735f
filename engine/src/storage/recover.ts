import path from "node:path";
import { DataDirDamaged, DataDirNewer } from "../model/index.js";
import { type LogPosition, logPosition } from "./log.js";
import { FILE_HEADER_BYTES, type FileBeginning, LOG_FILE_FORMAT_VERSION, logFileName } from "./log-file.js";
import { BATCH_FORMAT_VERSION, type BatchFrame, type FileLife, frameAt, lastOf, nextFrame } from "./record.js";

/** A file of the log, by its first bytes. */
export interface LogFileHead {
  readonly file: string;
  readonly number: number;
  readonly beginning: FileBeginning;
}

/** A file that is to be read. */
export interface LiveFile {
  readonly file: string;
  readonly number: number;
  readonly life: FileLife;
  /** Where it begins; absent in format 1, where the batches alone say so. */
  readonly first?: LogPosition;
}

export interface ReadingPlan {
  /** What is read, in this order. */
  readonly live: readonly LiveFile[];
  /** Numbers of files that hold nothing but what was released; a release was cut short. */
  readonly superseded: readonly number[];
}

/**
 * Which files hold the records after a position. From the newest file back: a file whose header says
 * that it begins early enough is the first one. What lies before it does not matter, whatever it is;
 * what lies after it must be there.
 */
export function planReading(directory: string, heads: readonly LogFileHead[], after: LogPosition): ReadingPlan {
  const live: LiveFile[] = [];
  for (const head of heads.toReversed()) {
    const next = live[0];
    if (next !== undefined && head.number !== next.number - 1) throw missing(directory, next.number - 1);
    const file = liveFile(head, next);
    live.unshift(file);
    if (file.first !== undefined && file.first <= after + 1) break;
  }
  const [first] = live;
  if (first === undefined || (first.first !== undefined && first.first <= after + 1)) {
    return { live, superseded: heads.slice(0, heads.length - live.length).map(({ number }) => number) };
  }
  // A log of format 1 was never released: it begins with its first file.
  if (first.number !== 1) throw missing(directory, first.number - 1);
  if (first.first !== undefined) throw beginsLate(first.file, first.first, after);
  return { live, superseded: [] };
}

function liveFile({ file, number, beginning }: LogFileHead, next: LiveFile | undefined): LiveFile {
  switch (beginning.kind) {
    case "life":
      // Files of format 1 come before all others.
      if (next?.life.format === 1) throw damaged(next.file, 0, "its header is not there");
      return { file, number, life: beginning.life, first: beginning.first };
    case "headless":
      return { file, number, life: { format: 1 } };
    case "newer":
      throw newer(file, beginning.version, LOG_FILE_FORMAT_VERSION);
    case "bad":
      throw damaged(file, 0, beginning.why);
  }
}

/** What comes after a file. */
export type Follower =
  | { readonly kind: "nothing" }
  | { readonly kind: "file"; readonly number: number; readonly first: LogPosition | undefined };

export interface FileContent {
  readonly frames: readonly BatchFrame[];
  /** The position of the last record, or `expected - 1` when there is none. */
  readonly last: LogPosition;
  /** The log goes on here: in the last file, whatever stands behind is a torn write or an earlier life. */
  readonly end: number;
}

/** Reads a file of the log and decides what a place without a batch means (the law of the end, `log-file.ts`). */
export function readLogFile(
  { file, life, first }: LiveFile,
  bytes: Buffer,
  follower: Follower,
  expected: LogPosition,
): FileContent {
  const frames: BatchFrame[] = [];
  let offset = life.format === 1 ? 0 : FILE_HEADER_BYTES;
  let next: number = expected;
  let why = "the file ends";
  if (first !== undefined && first !== expected) throw outOfPlace(file, 0, next, first);
  refuseLostHeader(file, life, bytes);
  while (offset < bytes.byteLength) {
    const at = frameAt(bytes, offset, life);
    if (at.kind === "newer") throw newer(file, at.version, BATCH_FORMAT_VERSION);
    if (at.kind === "bad") {
      why = at.why;
      break;
    }
    if (at.frame.first !== next) throw outOfPlace(file, offset, next, at.frame.first);
    frames.push(at.frame);
    next = lastOf(at.frame) + 1;
    offset += at.frame.bytes.byteLength;
  }
  refuseWrongEnd(file, life, bytes, follower, { offset, next, why });
  return { frames, last: logPosition(next - 1), end: offset };
}

/** The position of a file's last record; `undefined` when it begins with none. Whether that is right, `readLogFile` says. */
export function lastRecordIn({ life }: LiveFile, bytes: Buffer): LogPosition | undefined {
  let last: LogPosition | undefined;
  let offset = life.format === 1 ? 0 : FILE_HEADER_BYTES;
  while (offset < bytes.byteLength) {
    const at = frameAt(bytes, offset, life);
    if (at.kind !== "batch") break;
    last = lastOf(at.frame);
    offset += at.frame.bytes.byteLength;
  }
  return last;
}

/** A file that is taken for one of format 1, and holds batches of format 2, has lost its header. */
function refuseLostHeader(file: string, life: FileLife, bytes: Buffer): void {
  if (life.format !== 1) return;
  const number = Number(/(\d+)\.log$/.exec(file)?.[1]);
  const follows = nextFrame(bytes, 0, { format: 2, number });
  if (follows !== undefined) throw damaged(file, 0, `its header is not there, and ${wholeRecords(follows)}`);
}

interface Place {
  readonly offset: number;
  readonly next: number;
  readonly why: string;
}

function refuseWrongEnd(
  file: string,
  life: FileLife,
  bytes: Buffer,
  follower: Follower,
  { offset, next, why }: Place,
): void {
  if (follower.kind === "nothing") {
    const follows = nextFrame(bytes, offset + 1, life);
    if (follows === undefined) return;
    throw damaged(file, offset, `${why}, and ${wholeRecords(follows)}, so this is not the torn end of a last write`);
  }
  if (follower.first === next) return;
  if (follower.first === undefined && offset === bytes.byteLength) return;
  const begins = follower.first === undefined ? "" : ` with record ${follower.first}`;
  throw damaged(
    file,
    offset,
    `${why}, where record ${next} should stand, and another file of the log, number ${follower.number}, follows${begins}`,
  );
}

const wholeRecords = (offset: number): string => `whole records follow at offset ${offset}`;

const ADVICE =
  "Nothing was changed. Restore the data directory from a backup, or let `npm run fsck` say what could be kept without one.";

function damaged(file: string, offset: number, what: string): DataDirDamaged {
  return new DataDirDamaged(`The log is damaged in ${file} at offset ${offset}: ${what}. ${ADVICE}`, { file, offset });
}

function outOfPlace(file: string, offset: number, expected: number, found: number): DataDirDamaged {
  return damaged(file, offset, `record ${expected} should stand here and record ${found} does`);
}

function missing(directory: string, number: number): DataDirDamaged {
  const file = path.join(directory, logFileName(number));
  return new DataDirDamaged(`The log is damaged: ${file} is missing. ${ADVICE}`, { file, offset: 0 });
}

function beginsLate(file: string, first: LogPosition, after: LogPosition): DataDirDamaged {
  return new DataDirDamaged(
    `The log is damaged: it begins with record ${first} in ${file}, and what came before is known up to record ${after} alone. ${ADVICE}`,
    { file, offset: 0 },
  );
}

/** The log has lost its end: a snapshot knows more than it does. */
export function endsEarly(directory: string, last: LogPosition, after: LogPosition): DataDirDamaged {
  return new DataDirDamaged(
    `The log is damaged: it ends with record ${last} in ${directory}, and the snapshot of it holds everything up to record ${after}. ${ADVICE}`,
    { file: directory, offset: 0 },
  );
}

function newer(file: string, version: number, known: number): DataDirNewer {
  return new DataDirNewer(
    `The log file ${file} has format ${version}; this Dacapo reads formats up to ${known}. Start the newer Dacapo that wrote it.`,
    { file, version },
  );
}
