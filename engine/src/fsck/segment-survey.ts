import type { StateBytes } from "../host/state-bytes.js";
import { DataDirNewer, type InstanceId, type PartitionId, partitionOf } from "../model/index.js";
import { isDead } from "../storage/file/snapshot/dead-marks.js";
import { keyHash } from "../storage/file/snapshot/key-hash.js";
import { decodePlaces } from "../storage/file/snapshot/listed-places.js";
import type { SegmentManifest } from "../storage/file/snapshot/manifest.js";
import { checkSegmentHeader, FIRST_RECORD_AT } from "../storage/file/snapshot/segment.js";
import { decodeDirectory, type SegmentDirectory } from "../storage/file/snapshot/segment-directory.js";
import { blockBody, storeDamaged } from "../storage/file/snapshot/stored-block.js";
import { keyInDamaged, recordAt, type StoredRecord } from "../storage/file/snapshot/stored-record.js";
import type { StoredEntry } from "../storage/snapshot-store.js";
import { attempt } from "./record-facts.js";

/** An entry that counts and cannot be read. */
export interface BadEntry {
  readonly offset: number;
  /** Whose it is, as far as that can be told. */
  readonly name?: InstanceId;
  /** The name agrees with what the segment's directory says of it. */
  readonly isNameSure: boolean;
}

/** A segment of which something is damaged, read to its end and beyond every damaged place. */
export interface DamagedSegment {
  readonly file: string;
  readonly manifest: SegmentManifest;
  /** What counts and is whole, oldest first. */
  readonly kept: readonly StoredEntry[];
  readonly lost: readonly BadEntry[];
}

export interface SegmentSurvey {
  /** In sentences. */
  readonly damage: readonly string[];
  /** Of these, what no writing anew can mend. */
  readonly beyond: readonly string[];
  /** Present when the segment's own bytes are damaged. */
  readonly damaged?: DamagedSegment;
}

export interface SegmentPlace {
  readonly file: string;
  readonly partition: PartitionId;
  readonly partitionCount: number;
  readonly manifest: SegmentManifest;
  readonly state: StateBytes;
}

/** Reads every byte of a segment that the snapshot uses. `bytes` is the whole file. */
export function surveySegment(bytes: Buffer, place: SegmentPlace): SegmentSurvey {
  const { file, partition, partitionCount, manifest, state } = place;
  const damage: string[] = [];
  const beyond: string[] = [];
  const head = bytes.subarray(0, FIRST_RECORD_AT);
  const header = attempt(() => checkSegmentHeader(head, file, partition, manifest.number));
  const directory = attempt(() => directoryOf(bytes, file, manifest));
  for (const block of [header, directory]) {
    if (block.kind === "done") continue;
    damage.push(block.why);
    if (block.error instanceof DataDirNewer) beyond.push(block.why);
  }
  const known = directory.kind === "done" ? directory.result : undefined;
  const { found, gaps } = scan(bytes.subarray(0, manifest.end), manifest.records);
  for (const { offset, why } of gaps) damage.push(storeDamaged(file, offset, why).message);
  const kept: StoredEntry[] = [];
  let strangers = 0;
  for (const { record, offset } of found) {
    // What was superseded may refer to large texts that are no more.
    if (isDead(manifest.dead, record.ordinal)) continue;
    const { entry } = record;
    const read = attempt(() => state.instance(entry.bytes) ?? state.entity(entry.bytes));
    // It is what was written, so nothing is left to write in its place.
    if (read.kind === "failed") beyond.push(`${entry.key} in ${file} at offset ${offset}: ${read.why}`);
    if (partitionOf(entry.key, partitionCount) !== partition) strangers += 1;
    kept.push(entry);
  }
  if (header.kind === "failed" && (strangers > 0 || isWhole(head, file))) beyond.push(header.why);
  const all = { damage: [...new Set([...damage, ...beyond])], beyond };
  if (damage.length === 0) return all;
  const lost = gaps.flatMap((gap) => badEntriesIn(gap, bytes, manifest, known));
  return { ...all, damaged: { file, manifest, kept, lost } };
}

/** A header that is whole and not the right one belongs to another segment: then the file is not this one at all. */
const isWhole = (head: Buffer, file: string): boolean =>
  attempt(() => blockBody("DCSS", head, file, 0)).kind === "done";

function directoryOf(bytes: Buffer, file: string, manifest: SegmentManifest): SegmentDirectory | undefined {
  if (manifest.kind === "open") return undefined;
  const { end, placesAt, fileBytes, records } = manifest;
  const directory = decodeDirectory(bytes.subarray(end, placesAt), file, end);
  if (directory.records !== records) {
    throw storeDamaged(file, end, `${records} records should stand in the directory and ${directory.records} do`);
  }
  decodePlaces(bytes.subarray(placesAt, fileBytes), file, placesAt);
  return directory;
}

interface Found {
  readonly record: StoredRecord;
  readonly offset: number;
}

/** Bytes in which no whole record stands, though some should: those from one ordinal up to another. */
interface Gap {
  readonly offset: number;
  readonly end: number;
  readonly fromOrdinal: number;
  readonly toOrdinal: number;
  readonly why: string;
}

/** Every whole record. Behind a damaged place the next one is looked for: its ordinal must be one that is still to come. */
function scan(bytes: Buffer, records: number): { readonly found: readonly Found[]; readonly gaps: readonly Gap[] } {
  const found: Found[] = [];
  const gaps: Gap[] = [];
  let ordinal = 0;
  let offset = FIRST_RECORD_AT;
  while (ordinal < records) {
    const at = recordAt(bytes, Math.min(offset, bytes.byteLength));
    if (at.kind === "record" && at.record.ordinal === ordinal) {
      found.push({ record: at.record, offset });
      offset += at.record.bytes;
      ordinal += 1;
      continue;
    }
    const next = nextRecord(bytes, offset + 1, ordinal + 1, records);
    const why = at.kind === "bad" ? at.why : `record ${ordinal} of ${records} should stand here`;
    const [end, toOrdinal] = next === undefined ? [bytes.byteLength, records] : [next.offset, next.record.ordinal];
    gaps.push({ offset, end, fromOrdinal: ordinal, toOrdinal, why });
    offset = end;
    ordinal = toOrdinal;
  }
  if (offset < bytes.byteLength && gaps.length === 0) {
    const why = `${records} records end here, and the manifest says that they end at ${bytes.byteLength}`;
    gaps.push({ offset, end: bytes.byteLength, fromOrdinal: records, toOrdinal: records, why });
  }
  return { found, gaps };
}

function nextRecord(bytes: Buffer, from: number, ordinalMin: number, ordinalMax: number): Found | undefined {
  for (let offset = from; offset + 12 <= bytes.byteLength; offset++) {
    // The checksum is dear, and hardly any place passes this.
    const ordinal = bytes.readUInt32LE(offset + 8);
    if (ordinal < ordinalMin || ordinal >= ordinalMax) continue;
    const at = recordAt(bytes, offset);
    if (at.kind === "record") return { record: at.record, offset };
  }
  return undefined;
}

/** The entries that should stand in a gap, without those that count no longer. */
function badEntriesIn(
  { offset, end, fromOrdinal, toOrdinal }: Gap,
  bytes: Buffer,
  { dead }: SegmentManifest,
  directory: SegmentDirectory | undefined,
): readonly BadEntry[] {
  const bad: BadEntry[] = [];
  for (let ordinal = fromOrdinal; ordinal < toOrdinal; ordinal++) {
    if (isDead(dead, ordinal)) continue;
    const isAlone = toOrdinal - fromOrdinal === 1;
    const at = directory?.offset(ordinal) ?? offset;
    const to = directory === undefined ? end : at + directory.bytes(ordinal);
    // Of several in one gap, only the directory knows where each begins.
    const name = directory === undefined && !isAlone ? undefined : keyInDamaged(bytes.subarray(at, to));
    const isNameSure = name !== undefined && directory !== undefined && keyHash(name) === directory.hash(ordinal);
    bad.push({ offset: at, isNameSure, ...(name !== undefined && { name }) });
  }
  return bad;
}
