import { DataDirDamaged, DataDirNewer } from "../model/index.js";
import { type LogPosition, logPosition } from "./log.js";
import { BATCH_FORMAT_VERSION, type BatchFrame, frameAt, nextFrame } from "./record.js";

/** One file of the log, whole. */
export interface Segment {
  readonly file: string;
  readonly bytes: Buffer;
  /** Only the last file may have a tail that is torn. */
  readonly isLast: boolean;
}

export interface SegmentContent {
  readonly frames: readonly BatchFrame[];
  /** The position of the last record, or `expected - 1` when there is none. */
  readonly last: LogPosition;
  /** Everything from here on is a torn tail; the file's length when there is none. */
  readonly end: number;
}

/**
 * Reads a file of the log and decides what a bad place in it means.
 *
 * Each batch is durable before the next one is written. So only the last write can be torn, and what
 * is torn was never acknowledged: it is cut. If a whole batch follows the bad place, or another file
 * does, then the bad place was once whole and somebody may rely on it: that is damage, and nothing
 * goes on before a person has looked at it.
 */
export function readSegment({ file, bytes, isLast }: Segment, expected: LogPosition): SegmentContent {
  const frames: BatchFrame[] = [];
  let offset = 0;
  let next: number = expected;
  while (offset < bytes.byteLength) {
    const at = frameAt(bytes, offset);
    if (at.kind === "newer") throw newer(file, at.version);
    if (at.kind === "bad") {
      const follows = nextFrame(bytes, offset + 1);
      if (follows === undefined && isLast) break;
      throw damaged(file, offset, at.why, follows);
    }
    if (at.frame.first !== next) {
      throw damaged(file, offset, `record ${next} should stand here and record ${at.frame.first} does`, offset);
    }
    frames.push(at.frame);
    next += at.frame.count;
    offset += at.frame.bytes.byteLength;
  }
  return { frames, last: logPosition(next - 1), end: offset };
}

function damaged(file: string, offset: number, why: string, follows: number | undefined): DataDirDamaged {
  const behind =
    follows === undefined ? "another file of the log follows" : `whole records follow at offset ${follows}`;
  return new DataDirDamaged(
    `The log is damaged in ${file} at offset ${offset}: ${why}, and ${behind}, so this is not the torn end of a last write. Nothing was changed. Restore the data directory from a backup, or copy it away and remove the damaged part by hand.`,
    { file, offset },
  );
}

function newer(file: string, version: number): DataDirNewer {
  return new DataDirNewer(
    `The log file ${file} has format ${version}; this Dacapo reads formats up to ${BATCH_FORMAT_VERSION}. Start the newer Dacapo that wrote it.`,
    { file, version },
  );
}
