import path from "node:path";
import type { Files } from "../files.js";
import { isDead } from "./dead-marks.js";
import { keyHash } from "./key-hash.js";
import type { PartitionManifest, SegmentManifest } from "./manifest.js";
import {
  checkSegmentHeader,
  FIRST_RECORD_AT,
  openSegment,
  partitionDirectory,
  type Segment,
  sealedSegment,
  segmentNumber,
} from "./segment.js";
import { decodeDirectory } from "./segment-directory.js";
import { SegmentDraft } from "./segment-draft.js";
import type { SegmentReader } from "./segment-reader.js";
import { storeDamaged } from "./stored-block.js";
import { StoredPartition } from "./stored-partition.js";

export interface PartitionPlace {
  /** Where the directories of all partitions are. */
  readonly partitions: string;
  readonly files: Files;
  readonly reader: SegmentReader;
}

/**
 * A partition as the manifest has it. Of sealed segments the directory is read, of the open one every
 * record. A segment that is missing, shorter than the manifest says, or another one than its name
 * says, is damage.
 */
export function openPartition(
  { partition, nextSegment, segments }: PartitionManifest,
  { partitions, files, reader }: PartitionPlace,
  recordsMax: number,
): StoredPartition {
  const stored = new StoredPartition(partition, partitionDirectory(partitions, partition), reader);
  stored.nextSegment = nextSegment;
  for (const manifest of segments) {
    const file = stored.fileOf(manifest.number);
    if (!files.exists(file)) throw storeDamaged(file, 0, "the file is missing");
    checkLength(file, files.size(file), manifest);
    checkSegmentHeader(reader.bytes(file, 0, FIRST_RECORD_AT), file, partition, manifest.number);
    const segment =
      manifest.kind === "sealed" ? openSealed(stored, file, manifest) : openDraft(stored, file, manifest, recordsMax);
    stored.segments.set(manifest.number, segment);
  }
  return stored;
}

/** Removes what an unfinished snapshot, or an interrupted removal, left behind. */
export function removeLeftOvers(stored: StoredPartition, files: Files): void {
  for (const name of files.list(stored.directory)) {
    const number = segmentNumber(name);
    if (number !== undefined && !stored.segments.has(number)) files.remove(path.join(stored.directory, name));
  }
}

function openSealed(
  stored: StoredPartition,
  file: string,
  manifest: Extract<SegmentManifest, { kind: "sealed" }>,
): Segment {
  const { number, end, placesAt, dead, records } = manifest;
  const directory = decodeDirectory(stored.reader.bytes(file, end, placesAt - end), file, end);
  if (directory.records !== records) {
    throw storeDamaged(file, end, `${records} records should stand in the directory and ${directory.records} do`);
  }
  for (let ordinal = 0; ordinal < records; ordinal++) {
    if (isDead(dead, ordinal)) continue;
    stored.table.insert(directory.hash(ordinal), { segment: number, offset: directory.offset(ordinal) });
  }
  return sealedSegment(manifest, directory);
}

function openDraft(
  stored: StoredPartition,
  file: string,
  { number, records, end, dead }: SegmentManifest,
  recordsMax: number,
): Segment {
  const draft = new SegmentDraft(number, FIRST_RECORD_AT, Math.max(records, recordsMax));
  for (const { record, offset } of stored.reader.recordsBetween(file, FIRST_RECORD_AT, end)) {
    if (record.ordinal !== draft.records || record.ordinal >= records) {
      throw storeDamaged(file, offset, `record ${draft.records} should stand here and record ${record.ordinal} does`);
    }
    const hash = keyHash(record.entry.key);
    const ordinal = draft.add(record.entry, hash, record.bytes);
    if (!isDead(dead, ordinal)) stored.table.insert(hash, { segment: number, offset });
  }
  if (draft.records !== records) {
    throw storeDamaged(file, end, `${records} records should stand before this and ${draft.records} do`);
  }
  return openSegment(draft, dead);
}

function checkLength(file: string, length: number, manifest: SegmentManifest): void {
  const needed = manifest.kind === "sealed" ? manifest.fileBytes : manifest.end;
  if (length < needed) throw storeDamaged(file, length, `the file should have ${needed} bytes and ends here`);
}
