import { crc32 } from "node:zlib";
import { partitionId } from "../model/index.js";
import { type LogPosition, type LogRecord, logPosition } from "./log.js";

/*
 * A batch is what one write made durable. Numbers are little-endian.
 *
 *   0        4    5         8                16          20         24         28         32
 *   ┌────────┬────┬─────────┬────────────────┬───────────┬──────────┬──────────┬──────────┬────── ─ ─
 *   │ "DCLB" │ 2  │ 0  0  0 │ first position │ body      │ record   │ file     │ CRC-32   │ body
 *   │ magic  │ ver│ reserved│ u64            │ bytes u32 │ count u32│ number   │ u32      │
 *   └────────┴────┴─────────┴────────────────┴───────────┴──────────┴──────────┴──────────┴────── ─ ─
 *
 * The checksum covers bytes 0 to 27 and the body, so that a length or a position that was damaged is
 * seen. The file's number says in which of the file's lives the batch was written (`log-file.ts`):
 * files are used again, and what they held stays in them until it is written over. Format 1, which
 * 0.1.0 wrote, has no file number; its checksum stands in its place, and its body begins at 28. Later
 * formats keep the first 32 bytes as they are here, so that their batches are told from torn ones.
 *
 * The body is the records, one after the other:
 *
 *   ┌──────────────┬─────────────────┬─────────── ─ ─
 *   │ partition u16│ payload bytes   │ payload
 *   │              │ u32             │
 *   └──────────────┴─────────────────┴─────────── ─ ─
 *
 * No text of a user's can be taken for a header: no JSON text, in UTF-8 or UTF-16, has three bytes in
 * a row that are zero, as the reserved ones are.
 */
const MAGIC = 0x424c4344;
const MAGIC_BYTES = Buffer.from("DCLB");
export const BATCH_FORMAT_VERSION = 2;
export const BATCH_HEADER_BYTES = 32;
export const RECORD_HEADER_BYTES = 6;

/** In which life a file is: the batches of others that it may still hold are not there. */
export type FileLife =
  /** Format 1: a file that grew with its appends and was never used again. */
  { readonly format: 1 } | { readonly format: 2; readonly number: number };

/** Fills in the header of a batch, whose bytes begin with room for it. */
export function sealBatch(bytes: Buffer, first: LogPosition, records: number, fileNumber: number): void {
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(BATCH_FORMAT_VERSION, 4);
  bytes.writeBigUInt64LE(BigInt(first), 8);
  bytes.writeUInt32LE(bytes.byteLength - BATCH_HEADER_BYTES, 16);
  bytes.writeUInt32LE(records, 20);
  bytes.writeUInt32LE(fileNumber, 24);
  bytes.writeUInt32LE(checksum(bytes, BATCH_HEADER_BYTES), BATCH_HEADER_BYTES - 4);
}

export interface BatchFrame {
  readonly offset: number;
  readonly first: LogPosition;
  readonly count: number;
  readonly headerBytes: number;
  /** Header and body. */
  readonly bytes: Buffer;
}

/** What stands at an offset: a whole batch of this life, or the reason why it is none. */
export type FrameAt =
  | { readonly kind: "batch"; readonly frame: BatchFrame }
  | { readonly kind: "bad"; readonly why: string }
  | { readonly kind: "newer"; readonly version: number };

export function frameAt(file: Buffer, offset: number, life: FileLife): FrameAt {
  const headerBytes = life.format === 1 ? 28 : BATCH_HEADER_BYTES;
  const left = file.byteLength - offset;
  if (left < headerBytes) return bad(`only ${left} bytes are left, fewer than a batch's header has`);
  if (file.readUInt32LE(offset) !== MAGIC) return bad("no batch begins here");
  const version = file.readUInt32LE(offset + 4);
  if (version < life.format || version > 0xff) return bad(`a batch of format ${version} does not belong here`);
  if (life.format === 2) {
    const number = file.readUInt32LE(offset + 24);
    if (number !== life.number) return bad(`a batch stands here that was written when this was file ${number}`);
  }
  const bodyBytes = file.readUInt32LE(offset + 16);
  const end = offset + headerBytes + bodyBytes;
  if (end > file.byteLength) return bad(`the batch should have ${bodyBytes} bytes and the file ends before`);
  const bytes = file.subarray(offset, end);
  if (bytes.readUInt32LE(headerBytes - 4) !== checksum(bytes, headerBytes)) return bad("the checksum does not match");
  if (version > life.format) return { kind: "newer", version };
  const first = logPosition(Number(bytes.readBigUInt64LE(8)));
  return { kind: "batch", frame: { offset, first, count: bytes.readUInt32LE(20), headerBytes, bytes } };
}

/** The offset at which the next whole batch of this life begins, from `offset` on; `undefined` if there is none. */
export function nextFrame(file: Buffer, offset: number, life: FileLife): number | undefined {
  for (let at = file.indexOf(MAGIC_BYTES, offset); at !== -1; at = file.indexOf(MAGIC_BYTES, at + 1)) {
    if (frameAt(file, at, life).kind !== "bad") return at;
  }
  return undefined;
}

export const lastOf = ({ first, count }: BatchFrame): LogPosition => logPosition(first + count - 1);

export function* recordsOf({ bytes, headerBytes, first, count }: BatchFrame): Generator<LogRecord> {
  let offset = headerBytes;
  for (let index = 0; index < count; index++) {
    const partition = partitionId(bytes.readUInt16LE(offset));
    const length = bytes.readUInt32LE(offset + 2);
    const start = offset + RECORD_HEADER_BYTES;
    yield { position: logPosition(first + index), partition, payload: bytes.subarray(start, start + length) };
    offset = start + length;
  }
}

function checksum(batch: Buffer, headerBytes: number): number {
  return crc32(batch.subarray(headerBytes), crc32(batch.subarray(0, headerBytes - 4)));
}

const bad = (why: string): FrameAt => ({ kind: "bad", why });
