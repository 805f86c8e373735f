import path from "node:path";
import type { PartitionId } from "../../../model/index.js";
import { type DeadMarks, isDead } from "./dead-marks.js";
import { countRecord, type LiveCounts, noneLive } from "./live-counts.js";
import type { SegmentManifest } from "./manifest.js";
import { type RareRecords, rareRecords } from "./rare-records.js";
import type { CreatedRange, SegmentDirectory } from "./segment-directory.js";
import type { SegmentDraft } from "./segment-draft.js";
import { BLOCK_HEADER_BYTES, blockBody, emptyBlock, sealBlock, storeDamaged } from "./stored-block.js";
import { wakeNumber } from "./stored-record.js";
import type { TermFilter } from "./term-filter.js";

/*
 * A segment is a file of records, one after the other, which is written once. While it is open it
 * ends with a record; what closes it are the two blocks with which it is opened and listed fast.
 *
 *   0               24
 *   ┌───────┬────────┬────────┬────────┬─ ─ ─┬────────┬───────────┬────────┐
 *   │ block │ parti- │ record │ record │     │ record │ directory │ places │
 *   │ header│ tion,  │ 0      │ 1      │     │ n - 1  │           │        │
 *   │       │ number │        │        │     │        │           │        │
 *   └───────┴────────┴────────┴────────┴─ ─ ─┴────────┴───────────┴────────┘
 */
const IDENTITY_BYTES = 8;
const NEVER = wakeNumber("never");
/** Where the first record of a segment begins. */
export const FIRST_RECORD_AT = BLOCK_HEADER_BYTES + IDENTITY_BYTES;

interface SegmentBase {
  readonly number: number;
  /** Records of the newest finished snapshot. */
  readonly records: number;
  /** Where they end. */
  readonly end: number;
  dead: DeadMarks | undefined;
  readonly live: LiveCounts;
}

/** The segment that the next record goes into. */
export interface OpenSegment extends SegmentBase {
  readonly kind: "open";
  /** May hold more records than `records`, of the snapshot that is being written. */
  readonly draft: SegmentDraft;
}

export interface SealedSegment extends SegmentBase {
  readonly kind: "sealed";
  readonly placesAt: number;
  readonly fileBytes: number;
  readonly range: CreatedRange | undefined;
  readonly filter: TermFilter;
  readonly rare: RareRecords;
}

export type Segment = OpenSegment | SealedSegment;

export function openSegment(draft: SegmentDraft, dead: DeadMarks | undefined): OpenSegment {
  const { number, records, end } = draft;
  const live = noneLive();
  for (let ordinal = 0; ordinal < records; ordinal++) {
    if (isDead(dead, ordinal)) continue;
    countRecord(live, draft.bytes(ordinal), draft.statusCode(ordinal));
    if (draft.wake(ordinal) !== NEVER) live.wakes += 1;
  }
  return { kind: "open", number, records, end, dead, live, draft };
}

export function sealedSegment(
  { number, end, placesAt, fileBytes, dead }: Extract<SegmentManifest, { kind: "sealed" }>,
  directory: SegmentDirectory,
): SealedSegment {
  const { records, range, filter } = directory;
  const live = noneLive();
  for (let ordinal = 0; ordinal < records; ordinal++) {
    if (!isDead(dead, ordinal)) countRecord(live, directory.bytes(ordinal), directory.statusCode(ordinal));
  }
  const rare = rareRecords(directory, dead, live);
  live.wakes = directory.wakes.filter(({ ordinal }) => !isDead(dead, ordinal)).length;
  return { kind: "sealed", number, records, end, placesAt, fileBytes, range, filter, rare, dead, live };
}

export function segmentManifest(segment: Segment): SegmentManifest {
  const { number, records, end, dead } = segment;
  if (segment.kind === "open") return { kind: "open", number, records, end, dead };
  const { placesAt, fileBytes } = segment;
  return { kind: "sealed", number, records, end, placesAt, fileBytes, dead };
}

export const partitionDirectory = (partitions: string, partition: PartitionId): string =>
  path.join(partitions, String(partition).padStart(3, "0"));

export const segmentName = (number: number): string => `${String(number).padStart(6, "0")}.seg`;

/** The number in a segment's name; `undefined` for the name of something else. */
export function segmentNumber(name: string): number | undefined {
  const digits = /^(\d{6,})\.seg$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What a segment's file begins with. */
export function segmentHeader(partition: PartitionId, number: number): Buffer {
  const block = emptyBlock("DCSS", IDENTITY_BYTES);
  block.writeUInt32LE(partition, BLOCK_HEADER_BYTES);
  block.writeUInt32LE(number, BLOCK_HEADER_BYTES + 4);
  return sealBlock(block);
}

/** Throws unless the file says that it is this segment. */
export function checkSegmentHeader(bytes: Buffer, file: string, partition: PartitionId, number: number): void {
  const body = blockBody("DCSS", bytes, file, 0);
  const [itsPartition, itsNumber] = [body.readUInt32LE(0), body.readUInt32LE(4)];
  if (itsPartition === partition && itsNumber === number) return;
  throw storeDamaged(file, 0, `segment ${itsNumber} of partition ${itsPartition} stands here`);
}
