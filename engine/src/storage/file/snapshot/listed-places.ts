import type { EpochMs } from "../../../model/index.js";
import { blockBody, emptyBlock, sealBlock } from "./stored-block.js";

/*
 * The listed records of a sealed segment in the order of lists, newest first, and which of them have
 * which term. A block (see `stored-block.ts`) behind the directory, read when a list needs it.
 *
 *   ┌────────────┬────────────┬──────────────┬───────────────┬──────────────┬─────────────┐
 *   │ places u32 │ terms u32  │ created f64  │ offset u32    │ ordinal u16  │ status code │
 *   │            │            │ · places     │ · places      │ · places     │ u8 · places │
 *   ├────────────┴───┬────────┴────┬─────────┴───────────────┴──────────────┴─────────────┘
 *   │ term hash u32  │ place u16   │  one for each term of each place,
 *   │ · terms        │ · terms     │  sorted by hash, then by place
 *   └────────────────┴─────────────┘
 */
const COUNTS_BYTES = 8;

/** One record as lists see it before they read it. */
export interface ListedPlace {
  readonly createdAtMs: EpochMs;
  readonly offset: number;
  readonly ordinal: number;
  readonly statusCode: number;
}

/** The listed records of a segment. Place 0 is the newest. */
export interface ListedPlaces {
  readonly count: number;
  createdAtMs(place: number): EpochMs;
  offset(place: number): number;
  ordinal(place: number): number;
  statusCode(place: number): number;
  /** The places that have the term, newest first. */
  withTerm(hash: number): ArrayLike<number>;
}

export interface TermOfPlace {
  readonly hash: number;
  readonly place: number;
}

export function encodePlaces(places: readonly ListedPlace[], terms: readonly TermOfPlace[]): Buffer {
  const columns = columnsFor(places.length, terms.length);
  const block = emptyBlock("DCSL", columns.end);
  const body = block.subarray(block.byteLength - columns.end);
  body.writeUInt32LE(places.length, 0);
  body.writeUInt32LE(terms.length, 4);
  for (const [index, { createdAtMs, offset, ordinal, statusCode }] of places.entries()) {
    body.writeDoubleLE(createdAtMs, columns.created + index * 8);
    body.writeUInt32LE(offset, columns.offset + index * 4);
    body.writeUInt16LE(ordinal, columns.ordinal + index * 2);
    body.writeUInt8(statusCode, columns.status + index);
  }
  const sorted = [...terms].sort((a, b) => a.hash - b.hash || a.place - b.place);
  for (const [index, { hash, place }] of sorted.entries()) {
    body.writeUInt32LE(hash, columns.termHash + index * 4);
    body.writeUInt16LE(place, columns.termPlace + index * 2);
  }
  return sealBlock(block);
}

/** Reads what {@link encodePlaces} wrote. It holds on to the bytes. */
export function decodePlaces(bytes: Buffer, file: string, offset: number): ListedPlaces {
  const body = blockBody("DCSL", bytes, file, offset);
  const count = body.readUInt32LE(0);
  const terms = body.readUInt32LE(4);
  const columns = columnsFor(count, terms);
  const hashAt = (index: number) => body.readUInt32LE(columns.termHash + index * 4);
  return {
    count,
    createdAtMs: (place) => body.readDoubleLE(columns.created + place * 8),
    offset: (place) => body.readUInt32LE(columns.offset + place * 4),
    ordinal: (place) => body.readUInt16LE(columns.ordinal + place * 2),
    statusCode: (place) => body.readUInt8(columns.status + place),
    withTerm(hash) {
      const first = firstWhere(terms, (index) => hashAt(index) >= hash);
      const behind = firstWhere(terms, (index) => hashAt(index) > hash);
      const found = new Uint16Array(behind - first);
      for (let index = 0; index < found.length; index++) {
        found[index] = body.readUInt16LE(columns.termPlace + (first + index) * 2);
      }
      return found;
    },
  };
}

/** The first index below `count` from which on `holds` is true; `count` when it is true for none. */
export function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function columnsFor(places: number, terms: number) {
  const created = COUNTS_BYTES;
  const offset = created + places * 8;
  const ordinal = offset + places * 4;
  const status = ordinal + places * 2;
  const termHash = status + places;
  const termPlace = termHash + terms * 4;
  return { created, offset, ordinal, status, termHash, termPlace, end: termPlace + terms * 2 };
}
