import { crc32 } from "node:zlib";
import { type InstanceId, type InstanceStatus, unreachable } from "../../../model/index.js";
import type { Listing, StoredEntry, Wake } from "../../snapshot-store.js";
import { codeOf, ENTITY_CODE, statusOf } from "./status-code.js";
import { readText, textBytes, writeText } from "./text.js";

/*
 * An entry as it stands in a segment. Numbers are little-endian; texts as `text.ts` draws them.
 *
 *   0          4          8           12
 *   ┌──────────┬──────────┬───────────┬──────────── ─ ─
 *   │ body     │ CRC-32   │ ordinal   │ body
 *   │ bytes u32│ u32      │ u32       │
 *   └──────────┴──────────┴───────────┴──────────── ─ ─
 *
 * The checksum covers bytes 0 to 3 and everything from byte 8. The ordinal is the number of records
 * before it in its segment. The body:
 *
 *   ┌──────────────┬─────────┬───────────────────────────────────────────────────┬───────┬─────── ─ ─
 *   │ wake f64     │ status  │ unless the status is 0, for no listing, or 7, for │ key   │ bytes
 *   │ -1 now, -2   │ u8      │ an entity:                                        │ text  │
 *   │ never, or ms │         │ created f64 │ name │ tags u16 │ (tag │ value) … │       │
 *   └──────────────┴─────────┴───────────────────────────────────────────────────┴───────┴─────── ─ ─
 */
export const RECORD_HEADER_BYTES = 12;
const NOW = -1;
const NEVER = -2;

export interface StoredRecord {
  readonly ordinal: number;
  readonly entry: StoredEntry;
  /** Header and body. */
  readonly bytes: number;
}

/** What stands at an offset of some bytes of a segment. */
export type RecordAt =
  | { readonly kind: "record"; readonly record: StoredRecord }
  /** The record goes on behind the bytes that were given: `needed` are needed from its beginning on. */
  | { readonly kind: "cut"; readonly needed: number }
  | { readonly kind: "bad"; readonly why: string };

/** The status code that a record says of its entry. */
export function codeOfEntry({ listing, isEntity }: StoredEntry): number {
  return isEntity === true ? ENTITY_CODE : codeOf(listing?.status);
}

/** How many bytes {@link writeRecord} will take. */
export function recordBytes(entry: StoredEntry): number {
  return RECORD_HEADER_BYTES + 9 + listingBytes(entry.listing) + textBytes(entry.key) + entry.bytes.byteLength;
}

/** Writes an entry; `bytes` is what {@link recordBytes} said. */
export function writeRecord(into: Buffer, offset: number, bytes: number, ordinal: number, entry: StoredEntry): void {
  const { listing } = entry;
  into.writeUInt32LE(bytes - RECORD_HEADER_BYTES, offset);
  into.writeUInt32LE(ordinal, offset + 8);
  let at = into.writeDoubleLE(wakeNumber(entry.wake), offset + RECORD_HEADER_BYTES);
  at = into.writeUInt8(codeOfEntry(entry), at);
  if (listing !== undefined) {
    const tags = Object.entries(listing.tags);
    at = into.writeDoubleLE(listing.createdAtMs, at);
    at = writeText(into, at, listing.name);
    at = into.writeUInt16LE(tags.length, at);
    for (const [tag, value] of tags) at = writeText(into, writeText(into, at, tag), value);
  }
  at = writeText(into, at, entry.key);
  into.set(entry.bytes, at);
  into.writeUInt32LE(checksum(into.subarray(offset, offset + bytes)), offset + 4);
}

export function recordAt(from: Buffer, offset: number): RecordAt {
  const left = from.byteLength - offset;
  if (left < RECORD_HEADER_BYTES) return { kind: "cut", needed: RECORD_HEADER_BYTES };
  const bytes = RECORD_HEADER_BYTES + from.readUInt32LE(offset);
  if (left < bytes) return { kind: "cut", needed: bytes };
  const record = from.subarray(offset, offset + bytes);
  if (record.readUInt32LE(4) !== checksum(record))
    return { kind: "bad", why: "the checksum of the record does not match" };
  return { kind: "record", record: { ordinal: record.readUInt32LE(8), entry: entryOf(record), bytes } };
}

/**
 * The key of a record that did not pass its checksum, for whoever tells a person what was lost. It may be
 * wrong: whoever needs to know compares its hash with the directory's. `undefined`: not even that can be read.
 */
export function keyInDamaged(record: Buffer): InstanceId | undefined {
  try {
    const { key } = entryOf(record);
    return /^[\x20-\x7e]{1,300}$/.test(key) ? key : undefined;
  } catch {
    // Lengths that were damaged lead anywhere, also out of the record.
    return undefined;
  }
}

/** A wake as one number, which is what segments keep of it. */
export function wakeNumber(wake: Wake): number {
  if (wake === "now") return NOW;
  if (wake === "never") return NEVER;
  return typeof wake === "number" ? wake : unreachable(wake, "wake");
}

export function wakeOf(number: number): Wake {
  if (number === NOW) return "now";
  return number === NEVER ? "never" : number;
}

function entryOf(record: Buffer): StoredEntry {
  const wake = wakeOf(record.readDoubleLE(RECORD_HEADER_BYTES));
  const code = record.readUInt8(RECORD_HEADER_BYTES + 8);
  const status = statusOf(code);
  const at = RECORD_HEADER_BYTES + 9;
  if (status === undefined) {
    const { text, end } = readText(record, at);
    const entry = { key: text as InstanceId, bytes: record.subarray(end), wake };
    return code === ENTITY_CODE ? { ...entry, isEntity: true } : entry;
  }
  return listedEntry(record, at, status, wake);
}

function listedEntry(record: Buffer, at: number, status: InstanceStatus, wake: Wake): StoredEntry {
  const createdAtMs = record.readDoubleLE(at);
  const name = readText(record, at + 8);
  const tags: [string, string][] = [];
  let next = name.end + 2;
  for (let count = record.readUInt16LE(name.end); count > 0; count--) {
    const tag = readText(record, next);
    const value = readText(record, tag.end);
    tags.push([tag.text, value.text]);
    next = value.end;
  }
  const { text, end } = readText(record, next);
  const key = text as InstanceId;
  const listing: Listing = { instanceId: key, createdAtMs, status, name: name.text, tags: Object.fromEntries(tags) };
  return { key, bytes: record.subarray(end), listing, wake };
}

function listingBytes(listing: Listing | undefined): number {
  if (listing === undefined) return 0;
  let bytes = 8 + textBytes(listing.name) + 2;
  for (const [tag, value] of Object.entries(listing.tags)) bytes += textBytes(tag) + textBytes(value);
  return bytes;
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(8), crc32(record.subarray(0, 4)));
}
