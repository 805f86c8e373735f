import type { EpochMs } from "../../../model/index.js";
import { blockBody, emptyBlock, sealBlock } from "./stored-block.js";
import type { TermFilter } from "./term-filter.js";

/*
 * The directory of a sealed segment: what opening reads of it instead of its records. A block (see
 * `stored-block.ts`) behind the last record; a column has one value for each record, by ordinal.
 *
 *   ┌────────────┬─────────┬────────────┬─────────────┬─────────────┐
 *   │ records u32│ wakes   │ filter     │ newest f64  │ oldest f64  │
 *   │            │ u32     │ bytes u32  │ created, ms │ created, ms │
 *   ├────────────┴─┬───────┴──────┬─────┴─────────┬───┴─────────┬───┴───────────────────┬────────┐
 *   │ key hash     │ offset       │ bytes         │ status code │ ordinal u16, wake f64 │ filter │
 *   │ u32 · records│ u32 · records│ u32 · records │ u8 · records│ … · wakes             │        │
 *   └──────────────┴──────────────┴───────────────┴─────────────┴───────────────────────┴────────┘
 *
 * Newest and oldest are NaN when no record is listed. The wakes are those that were not `never` when
 * the segment was sealed; the filter is `term-filter.ts`'s.
 */
const COUNTS_BYTES = 28;
const WAKE_BYTES = 10;

export interface SealedWake {
  readonly ordinal: number;
  /** As `wakeNumber` gives it. */
  readonly wake: number;
}

/** What is asked by ordinal is a column: a value for each record, without an object for each. */
export interface DirectoryColumns {
  hash(ordinal: number): number;
  offset(ordinal: number): number;
  bytes(ordinal: number): number;
  statusCode(ordinal: number): number;
}

export interface SegmentDirectory extends DirectoryColumns {
  readonly records: number;
  /** When the newest and the oldest listed record were created. `undefined`: none is listed. */
  readonly range: CreatedRange | undefined;
  readonly filter: TermFilter;
  readonly wakes: readonly SealedWake[];
}

export interface CreatedRange {
  readonly newestMs: EpochMs;
  readonly oldestMs: EpochMs;
}

export function encodeDirectory(
  { records, range, filter, wakes }: Pick<SegmentDirectory, "records" | "range" | "filter" | "wakes">,
  of: DirectoryColumns,
): Buffer {
  const columns = columnsFor(records);
  const filterAt = columns.wakes + wakes.length * WAKE_BYTES;
  const block = emptyBlock("DCSD", filterAt + filter.byteLength);
  const body = block.subarray(block.byteLength - filterAt - filter.byteLength);
  body.writeUInt32LE(records, 0);
  body.writeUInt32LE(wakes.length, 4);
  body.writeUInt32LE(filter.byteLength, 8);
  body.writeDoubleLE(range?.newestMs ?? Number.NaN, 12);
  body.writeDoubleLE(range?.oldestMs ?? Number.NaN, 20);
  for (let ordinal = 0; ordinal < records; ordinal++) {
    body.writeUInt32LE(of.hash(ordinal), columns.hash + ordinal * 4);
    body.writeUInt32LE(of.offset(ordinal), columns.offset + ordinal * 4);
    body.writeUInt32LE(of.bytes(ordinal), columns.bytes + ordinal * 4);
    body.writeUInt8(of.statusCode(ordinal), columns.status + ordinal);
  }
  for (const [index, { ordinal, wake }] of wakes.entries()) {
    body.writeUInt16LE(ordinal, columns.wakes + index * WAKE_BYTES);
    body.writeDoubleLE(wake, columns.wakes + index * WAKE_BYTES + 2);
  }
  body.set(filter, filterAt);
  return sealBlock(block);
}

/** Reads what {@link encodeDirectory} wrote. `file` and `offset` say where the bytes stand. */
export function decodeDirectory(bytes: Buffer, file: string, offset: number): SegmentDirectory {
  const body = blockBody("DCSD", bytes, file, offset);
  const records = body.readUInt32LE(0);
  const columns = columnsFor(records);
  const wakes = Array.from({ length: body.readUInt32LE(4) }, (_, index) => ({
    ordinal: body.readUInt16LE(columns.wakes + index * WAKE_BYTES),
    wake: body.readDoubleLE(columns.wakes + index * WAKE_BYTES + 2),
  }));
  const filterAt = columns.wakes + wakes.length * WAKE_BYTES;
  const newestMs = body.readDoubleLE(12);
  return {
    records,
    range: Number.isNaN(newestMs) ? undefined : { newestMs, oldestMs: body.readDoubleLE(20) },
    // A copy, for the filter stays in memory and the rest of the block must not stay with it.
    filter: Uint8Array.from(body.subarray(filterAt, filterAt + body.readUInt32LE(8))),
    wakes,
    hash: (ordinal) => body.readUInt32LE(columns.hash + ordinal * 4),
    offset: (ordinal) => body.readUInt32LE(columns.offset + ordinal * 4),
    bytes: (ordinal) => body.readUInt32LE(columns.bytes + ordinal * 4),
    statusCode: (ordinal) => body.readUInt8(columns.status + ordinal),
  };
}

function columnsFor(records: number) {
  const hash = COUNTS_BYTES;
  const offset = hash + records * 4;
  const bytes = offset + records * 4;
  const status = bytes + records * 4;
  return { hash, offset, bytes, status, wakes: status + records };
}
