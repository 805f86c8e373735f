import type { EpochMs } from "../../../model/index.js";
import { ENTITY_CODE } from "./status-code.js";
import { blockBody, emptyBlock, sealBlock } from "./stored-block.js";

/*
 * The listed records of a sealed segment in the order of lists: instances, newest first, and behind them
 * entities, by their keys. And which of them have which term; entities have none, and were created at -Infinity.
 * A block (see `stored-block.ts`) behind the directory, read when a list needs it.
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

/** The listed records of a segment as columns. Place 0 is the newest. */
export interface PlaceColumns {
  readonly count: number;
  createdAtMs(place: number): EpochMs;
  offset(place: number): number;
  ordinal(place: number): number;
  statusCode(place: number): number;
}

export interface ListedPlaces extends PlaceColumns {
  /** The place of the first entity: instances come before it. As `count` when there is no entity. */
  readonly entitiesFrom: number;
  /** The places that have the term, newest first. */
  withTerm(hash: number): ArrayLike<number>;
}

/** A term of a place as one number, in the order of the block. Sorting plain numbers is what keeps sealing short. */
export const termOfPlace = (hash: number, place: number): number => hash * 0x10000 + place;

/** `terms` are those of all places, in any order. */
export function encodePlaces(places: PlaceColumns, terms: readonly number[]): Buffer {
  const { count } = places;
  const columns = columnsFor(count, terms.length);
  const block = emptyBlock("DCSL", columns.end);
  const body = block.subarray(block.byteLength - columns.end);
  body.writeUInt32LE(count, 0);
  body.writeUInt32LE(terms.length, 4);
  for (let place = 0; place < count; place++) {
    body.writeDoubleLE(places.createdAtMs(place), columns.created + place * 8);
    body.writeUInt32LE(places.offset(place), columns.offset + place * 4);
    body.writeUInt16LE(places.ordinal(place), columns.ordinal + place * 2);
    body.writeUInt8(places.statusCode(place), columns.status + place);
  }
  const sorted = Float64Array.from(terms).sort();
  for (let index = 0; index < sorted.length; index++) {
    const term = sorted[index] ?? 0;
    body.writeUInt32LE(Math.floor(term / 0x10000), columns.termHash + index * 4);
    body.writeUInt16LE(term % 0x10000, columns.termPlace + index * 2);
  }
  return sealBlock(block);
}

/** Reads what {@link encodePlaces} wrote. It holds on to the bytes. */
export function decodePlaces(bytes: Buffer, file: string, offset: number): ListedPlaces {
  const body = blockBody("DCSL", bytes, file, offset);
  const count = body.readUInt32LE(0);
  const terms = body.readUInt32LE(4);
  const columns = columnsFor(count, terms);
  const statuses = body.subarray(columns.status, columns.status + count);
  const hashAt = (index: number) => body.readUInt32LE(columns.termHash + index * 4);
  return {
    count,
    entitiesFrom: firstWhere(count, (place) => statuses[place] === ENTITY_CODE),
    createdAtMs: (place) => body.readDoubleLE(columns.created + place * 8),
    offset: (place) => body.readUInt32LE(columns.offset + place * 4),
    ordinal: (place) => body.readUInt16LE(columns.ordinal + place * 2),
    statusCode: (place) => statuses[place] ?? 0,
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
