import { crc32 } from "node:zlib";
import { type LogPosition, logPosition } from "./log.js";
import type { FileLife } from "./record.js";

/*
 * The files of a log. They are of one size, written with zeros ahead of time, and used again when
 * what they hold is released. Each use is a life of its own, with a number that is higher than all
 * before. A life begins with a header, which is durable before the file gets its name `000042.log`:
 *
 *   0        4    5         8          12          16               24          28         32
 *   ┌────────┬────┬─────────┬──────────┬───────────┬────────────────┬───────────┬──────────┐
 *   │ "DCLF" │ 2  │ 0  0  0 │ file     │ 0         │ first position │ 0         │ CRC-32   │
 *   │ magic  │ ver│ reserved│ number   │ reserved  │ u64            │ reserved  │ 0 to 27  │
 *   └────────┴────┴─────────┴──────────┴───────────┴────────────────┴───────────┴──────────┘
 *
 * Then follow the batches of this life, each with the file's number in it, and after them zeros or
 * what is left of an earlier life:
 *
 *   ┌────────┬─────────┬──────────────┬─────────┬───────────────────────────────────────────┐
 *   │ header │ batch 42│ batch 42     │ batch 42│ 0 0 0 0   or   …h 17│ batch 17 │ batch 17…│
 *   └────────┴─────────┴──────────────┴─────────┴───────────────────────────────────────────┘
 *                                               └ the end of the log, if this is the last file
 *
 * The law of the end. A batch is durable before the next one is written, and a file is full, with all
 * of it durable, before the next one gets its name. So at a place where no whole batch of the file's
 * present life stands:
 *
 *  - in the last file, with no whole batch of its present life behind it: the log ends here. Whatever
 *    stands here, zeros, an earlier life, a write that was torn, was never acknowledged;
 *  - in the last file, with a whole batch of its present life behind it: damage;
 *  - in another file, when the next file's first position is the one that is expected here: the file
 *    ends here, and the log goes on in the next one;
 *  - in another file, otherwise: damage.
 *
 * Damage is refused with file and offset, and nothing is changed. A last batch that was acknowledged
 * and then damaged on the disk cannot be told from a torn one.
 *
 * Files of format 1 (0.1.0) have no header, no zeros and one life; they begin with their first batch.
 */
const MAGIC = "DCLF";
export const LOG_FILE_FORMAT_VERSION = 2;
export const FILE_HEADER_BYTES = 32;

export function fileHeader(number: number, first: LogPosition): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header.writeUInt8(LOG_FILE_FORMAT_VERSION, 4);
  header.writeUInt32LE(number, 8);
  header.writeBigUInt64LE(BigInt(first), 16);
  header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
  return header;
}

/** What a file is, as far as its first bytes say. */
export type FileBeginning =
  | { readonly kind: "life"; readonly life: FileLife & { readonly format: 2 }; readonly first: LogPosition }
  /** Of format 1, or empty, or not a log file at all: its batches must show. */
  | { readonly kind: "headless" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "bad"; readonly why: string };

/** `bytes` are the file's first {@link FILE_HEADER_BYTES}, or fewer if it is shorter. */
export function beginningOf(bytes: Buffer, number: number): FileBeginning {
  if (bytes.toString("latin1", 0, 4) !== MAGIC) return { kind: "headless" };
  if (bytes.byteLength < FILE_HEADER_BYTES) return bad("the file ends within its header");
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return bad("the checksum of the header does not match");
  const version = bytes.readUInt8(4);
  if (version > LOG_FILE_FORMAT_VERSION) return { kind: "newer", version };
  const written = bytes.readUInt32LE(8);
  if (written !== number) return bad(`the header says that this is file ${written}`);
  return {
    kind: "life",
    life: { format: 2, number },
    first: logPosition(Number(bytes.readBigUInt64LE(16))),
  };
}

/**
 * True when all that a file holds is of lives before the one with this number, as far as its first bytes
 * say. If the newest files of a log were lost, a spare may be of a life whose number comes again.
 */
export function isOfEarlierLives(bytes: Buffer, number: number): boolean {
  if (bytes.toString("latin1", 0, 4) !== MAGIC) return true;
  const isWhole = bytes.byteLength >= FILE_HEADER_BYTES && bytes.readUInt32LE(28) === crc32(bytes.subarray(0, 28));
  return isWhole && bytes.readUInt32LE(8) < number;
}

const bad = (why: string): FileBeginning => ({ kind: "bad", why });

export const logFileName = (number: number): string => `${String(number).padStart(6, "0")}.log`;

/** The numbers of the log files among these names, smallest first. */
export function logFileNumbers(names: readonly string[]): readonly number[] {
  return names
    .flatMap((name) => /^(\d{6,})\.log$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
