import { crc32 } from "node:zlib";
import { type PartitionId, partitionId } from "../model/index.js";
import { type Batch, type LogPosition, type LogRecord, logPosition } from "./log.js";

/*
 * A batch is what one write made durable. Numbers are little-endian.
 *
 *   0        4    5         8                16          20         24         28
 *   ┌────────┬────┬─────────┬────────────────┬───────────┬──────────┬──────────┬─────────── ─ ─
 *   │ "DCLB" │ 1  │ 0  0  0 │ first position │ body      │ record   │ CRC-32   │ body
 *   │ magic  │ ver│ reserved│ u64            │ bytes u32 │ count u32│ u32      │
 *   └────────┴────┴─────────┴────────────────┴───────────┴──────────┴──────────┴─────────── ─ ─
 *
 * The checksum covers bytes 0 to 23 and the body, so that a length or a position that was damaged
 * is seen. The first position tells a batch of this log's present from one of its past, should a
 * file be used again. The body is the records, one after the other:
 *
 *   ┌──────────────┬─────────────────┬─────────── ─ ─
 *   │ partition u16│ payload bytes   │ payload
 *   │              │ u32             │
 *   └──────────────┴─────────────────┴─────────── ─ ─
 */
const MAGIC = 0x424c4344;
export const BATCH_FORMAT_VERSION = 1;
export const BATCH_HEADER_BYTES = 28;
const RECORD_HEADER_BYTES = 6;
const CHECKED_HEADER_BYTES = 24;

/** Gathers records into the bytes of one batch. */
export class BatchBuilder {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private length = BATCH_HEADER_BYTES;
  private count = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get records(): number {
    return this.count;
  }

  add(partition: PartitionId, payload: Uint8Array): void {
    this.reserve(RECORD_HEADER_BYTES + payload.byteLength);
    this.buffer.writeUInt16LE(partition, this.length);
    this.buffer.writeUInt32LE(payload.byteLength, this.length + 2);
    this.buffer.set(payload, this.length + RECORD_HEADER_BYTES);
    this.length += RECORD_HEADER_BYTES + payload.byteLength;
    this.count += 1;
  }

  /** The batch, and an empty builder. The bytes are the batch's own only until the next `add`, which writes over them. */
  take(first: LogPosition): Batch {
    const bytes = this.buffer.subarray(0, this.length);
    bytes.writeUInt32LE(MAGIC, 0);
    bytes.writeUInt32LE(BATCH_FORMAT_VERSION, 4);
    bytes.writeBigUInt64LE(BigInt(first), 8);
    bytes.writeUInt32LE(this.length - BATCH_HEADER_BYTES, 16);
    bytes.writeUInt32LE(this.count, 20);
    bytes.writeUInt32LE(checksum(bytes), CHECKED_HEADER_BYTES);
    const last = logPosition(first + this.count - 1);
    this.length = BATCH_HEADER_BYTES;
    this.count = 0;
    return { first, last, bytes };
  }

  private reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.byteLength * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

export interface BatchFrame {
  readonly offset: number;
  readonly first: LogPosition;
  readonly count: number;
  /** Header and body. */
  readonly bytes: Buffer;
}

/** What stands at an offset: a whole batch, or the reason why it is none. */
export type FrameAt =
  | { readonly kind: "batch"; readonly frame: BatchFrame }
  | { readonly kind: "bad"; readonly why: string }
  | { readonly kind: "newer"; readonly version: number };

export function frameAt(file: Buffer, offset: number): FrameAt {
  const left = file.byteLength - offset;
  if (left < BATCH_HEADER_BYTES) return bad(`only ${left} bytes are left, fewer than a batch's header has`);
  if (file.readUInt32LE(offset) !== MAGIC) return bad("no batch begins here");
  const bodyBytes = file.readUInt32LE(offset + 16);
  const end = offset + BATCH_HEADER_BYTES + bodyBytes;
  if (end > file.byteLength) return bad(`the batch should have ${bodyBytes} bytes and the file ends before`);
  const bytes = file.subarray(offset, end);
  if (bytes.readUInt32LE(CHECKED_HEADER_BYTES) !== checksum(bytes)) return bad("the checksum does not match");
  const version = bytes.readUInt8(4);
  if (version > BATCH_FORMAT_VERSION) return { kind: "newer", version };
  const first = logPosition(Number(bytes.readBigUInt64LE(8)));
  return { kind: "batch", frame: { offset, first, count: bytes.readUInt32LE(20), bytes } };
}

/** The offset at which the next whole batch begins, from `offset` on; `undefined` if there is none. */
export function nextFrame(file: Buffer, offset: number): number | undefined {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  for (let at = file.indexOf(magic, offset); at !== -1; at = file.indexOf(magic, at + 1)) {
    if (frameAt(file, at).kind !== "bad") return at;
  }
  return undefined;
}

export function* recordsOf(frame: BatchFrame): Generator<LogRecord> {
  const { bytes, first, count } = frame;
  let offset = BATCH_HEADER_BYTES;
  for (let index = 0; index < count; index++) {
    const partition = partitionId(bytes.readUInt16LE(offset));
    const length = bytes.readUInt32LE(offset + 2);
    const start = offset + RECORD_HEADER_BYTES;
    yield { position: logPosition(first + index), partition, payload: bytes.subarray(start, start + length) };
    offset = start + length;
  }
}

function checksum(batch: Buffer): number {
  return crc32(batch.subarray(BATCH_HEADER_BYTES), crc32(batch.subarray(0, CHECKED_HEADER_BYTES)));
}

const bad = (why: string): FrameAt => ({ kind: "bad", why });
