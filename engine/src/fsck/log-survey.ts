import path from "node:path";
import type { PartitionId } from "../model/index.js";
import type { Files } from "../storage/file/files.js";
import { readManifest } from "../storage/file/snapshot/manifest.js";
import { type LogPosition, type LogRecord, logPosition } from "../storage/log.js";
import { beginningOf, FILE_HEADER_BYTES, logFileName, logFileNumbers } from "../storage/log-file.js";
import type { PayloadSource } from "../storage/payloads.js";
import { type BatchFrame, type FileLife, frameAt, lastOf, nextFrame, recordsOf } from "../storage/record.js";
import { endsEarly, type LogFileHead, planReading, readLogFile } from "../storage/recover.js";
import { attempt, factsOf, type RecordFacts } from "./record-facts.js";

/** The newest snapshot of a log. */
export type SnapshotFacts =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly position: LogPosition; readonly epoch: number }
  | { readonly kind: "damaged"; readonly why: string };

/** What stands behind the last batch of a file. */
export type Behind = "nothing" | "zeros" | "a torn write" | "whole batches" | "other bytes";

export interface LogFileFacts {
  readonly name: string;
  readonly bytes: number;
  /** The records of its whole batches; absent when it has none. */
  readonly positions?: { readonly first: LogPosition; readonly last: LogPosition };
  readonly batches: number;
  readonly records: number;
  /** Where the first place is at which no batch stands. */
  readonly end: number;
  readonly behind: Behind;
}

export interface LogSurvey {
  readonly directory: string;
  readonly partitions: readonly PartitionId[];
  readonly snapshot: SnapshotFacts;
  readonly files: readonly LogFileFacts[];
  readonly spares: readonly { readonly name: string; readonly bytes: number }[];
  /** Why the next opening would refuse it, in its words. */
  readonly damage: readonly string[];
  /** Every whole record after the snapshot, once, by position. */
  readonly records: readonly LogRecord[];
  readonly facts: RecordFacts;
}

interface SurveyedFile {
  readonly head: LogFileHead;
  readonly bytes: Buffer;
  readonly frames: readonly BatchFrame[];
}

/** Looks at a log without changing anything, as far as it can be read and beyond. */
export function surveyLog(
  directory: string,
  partitions: readonly PartitionId[],
  files: Files,
  payloads: PayloadSource,
): LogSurvey {
  const names = files.list(directory);
  const snapshot = snapshotOf(directory, files);
  const after = snapshot.kind === "found" ? snapshot.position : logPosition(0);
  const surveyed = logFileNumbers(names).map((number) => surveyFile(directory, number, files));
  const records = recordsAfter(surveyed, after);
  const facts = factsOf(records, payloads);
  const refusals = [
    ...(snapshot.kind === "damaged" ? [snapshot.why] : []),
    ...refusalOf(directory, surveyed, after),
    ...facts.unreadable.map(({ position, why }) => `Record ${position} in ${directory} cannot be understood: ${why}`),
  ];
  return {
    directory,
    partitions,
    snapshot,
    files: surveyed.map(fileFacts),
    spares: names
      .filter((name) => /^spare-\d+$/.test(name))
      .map((name) => ({ name, bytes: files.size(path.join(directory, name)) })),
    damage: refusals,
    records,
    facts,
  };
}

function snapshotOf(directory: string, files: Files): SnapshotFacts {
  const read = attempt(() => readManifest(files, directory));
  if (read.kind === "failed") return { kind: "damaged", why: read.why };
  const manifest = read.result;
  if (manifest === undefined) return { kind: "none" };
  return { kind: "found", position: manifest.position, epoch: manifest.epoch };
}

function surveyFile(directory: string, number: number, files: Files): SurveyedFile {
  const file = path.join(directory, logFileName(number));
  const bytes = files.read(file);
  const beginning = beginningOf(bytes.subarray(0, FILE_HEADER_BYTES), number);
  return { head: { file, number, beginning }, bytes, frames: [...wholeBatches(bytes, number)] };
}

/** Every whole batch of a file's present life, those behind a damaged place included. */
function* wholeBatches(bytes: Buffer, number: number): Generator<BatchFrame> {
  for (const life of livesOf(bytes, number)) {
    let offset: number | undefined = 0;
    for (;;) {
      offset = nextFrame(bytes, offset, life);
      if (offset === undefined) break;
      const at = frameAt(bytes, offset, life);
      if (at.kind === "batch") yield at.frame;
      offset += at.kind === "batch" ? at.frame.bytes.byteLength : 1;
    }
  }
}

/** A file without a header may be of format 1, or have lost it. */
function livesOf(bytes: Buffer, number: number): readonly FileLife[] {
  const present: FileLife = { format: 2, number };
  return beginningOf(bytes.subarray(0, FILE_HEADER_BYTES), number).kind === "headless"
    ? [{ format: 1 }, present]
    : [present];
}

/** The same decisions as at the next opening, and the sentence that it would stop with. */
function refusalOf(directory: string, surveyed: readonly SurveyedFile[], after: LogPosition): readonly string[] {
  const read = attempt(() => {
    const heads = surveyed.map(({ head }) => head);
    const { live } = planReading(directory, heads, after);
    let last = logPosition((live[0]?.first ?? 1) - 1);
    for (const [index, each] of live.entries()) {
      const bytes = surveyed.find(({ head }) => head.number === each.number)?.bytes ?? Buffer.alloc(0);
      const next = live[index + 1];
      const follower =
        next === undefined
          ? { kind: "nothing" as const }
          : { kind: "file" as const, number: next.number, first: next.first };
      last = readLogFile(each, bytes, follower, logPosition(last + 1)).last;
    }
    if (last < after) throw endsEarly(directory, last, after);
  });
  return read.kind === "failed" ? [read.why] : [];
}

/** Of two records with one position the one in the newer file counts. */
function recordsAfter(surveyed: readonly SurveyedFile[], after: LogPosition): readonly LogRecord[] {
  const records = new Map<LogPosition, LogRecord>();
  for (const { frames } of surveyed) {
    for (const frame of frames) {
      if (lastOf(frame) <= after) continue;
      for (const record of recordsOf(frame)) if (record.position > after) records.set(record.position, record);
    }
  }
  return [...records.values()].sort((a, b) => a.position - b.position);
}

function fileFacts({ head, bytes, frames }: SurveyedFile): LogFileFacts {
  const first = frames[0];
  const last = frames.at(-1);
  const end = endOf(head, bytes, frames);
  return {
    name: path.basename(head.file),
    bytes: bytes.byteLength,
    ...(first !== undefined && last !== undefined && { positions: { first: first.first, last: lastOf(last) } }),
    batches: frames.length,
    records: frames.reduce((sum, { count }) => sum + count, 0),
    end,
    behind: last !== undefined && last.offset >= end ? "whole batches" : behindOf(bytes, end, head.number),
  };
}

function endOf({ beginning }: LogFileHead, bytes: Buffer, frames: readonly BatchFrame[]): number {
  let end = beginning.kind === "headless" ? 0 : Math.min(FILE_HEADER_BYTES, bytes.byteLength);
  for (const frame of frames) {
    if (frame.offset !== end) break;
    end += frame.bytes.byteLength;
  }
  return end;
}

/** What stands where no whole batch follows. */
function behindOf(bytes: Buffer, end: number, number: number): Behind {
  const rest = bytes.subarray(end);
  if (rest.byteLength === 0) return "nothing";
  if (rest.every((byte) => byte === 0)) return "zeros";
  const isTorn = rest.byteLength >= 28 && rest.toString("latin1", 0, 4) === "DCLB" && rest.readUInt32LE(24) === number;
  return isTorn ? "a torn write" : "other bytes";
}
