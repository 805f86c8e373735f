import path from "node:path";
import { type PartitionId, partitionId } from "../../../model/index.js";
import { type LogPosition, logPosition } from "../../log.js";
import type { Files } from "../files.js";
import type { DeadMarks } from "./dead-marks.js";
import { blockBody, emptyBlock, sealBlock } from "./stored-block.js";

/*
 * The manifest says what a snapshot is: which bytes of which segments, and which records of them are
 * dead. It stands beside the log under the name `snapshot`, one block (see `stored-block.ts`):
 *
 *   ┌──────────────┬───────────┬────────────────┐
 *   │ position u64 │ epoch u64 │ partitions u32 │  then for each partition
 *   ├──────────────┼───────────┴─────┬──────────┴───┬──────┬──────────────┐
 *   │ partition u32│ next segment u32│ head bytes u32│ head │ segments u32 │  then for each segment
 *   ├──────────────┼────────────┬────┴─────────┬────┴──────┴──┬───────────┴───┬──────────────┬──────┐
 *   │ number u32   │ records u32│ records' end │ places at    │ file bytes    │ mark bytes   │ dead │
 *   │              │            │ u32          │ u32          │ u32, 0: open  │ u32, 0: none │ marks│
 *   └──────────────┴────────────┴──────────────┴──────────────┴───────────────┴──────────────┴──────┘
 */
interface SegmentManifestBase {
  readonly number: number;
  readonly records: number;
  /** Records stand before this offset; what stands behind it in an open segment is of no snapshot. */
  readonly end: number;
  readonly dead: DeadMarks | undefined;
}

export type SegmentManifest =
  | (SegmentManifestBase & { readonly kind: "open" })
  | (SegmentManifestBase & {
      readonly kind: "sealed";
      /** Where its places begin; its directory begins at `end`. */
      readonly placesAt: number;
      readonly fileBytes: number;
    });

export interface PartitionManifest {
  readonly partition: PartitionId;
  readonly head: Uint8Array;
  /** No segment was ever given this number or a higher one. */
  readonly nextSegment: number;
  /** By number. At most the last one is open. */
  readonly segments: readonly SegmentManifest[];
}

export interface Manifest {
  readonly position: LogPosition;
  readonly epoch: number;
  readonly partitions: readonly PartitionManifest[];
}

export const manifestFile = (logDirectory: string): string => path.join(logDirectory, "snapshot");

/** What a manifest is written as before it takes the place of the one before. */
export const manifestDraft = (logDirectory: string): string => `${manifestFile(logDirectory)}.new`;

/** `undefined`: there is no snapshot yet. Throws `DataDirDamaged` or `DataDirNewer`. */
export function readManifest(files: Files, logDirectory: string): Manifest | undefined {
  const file = manifestFile(logDirectory);
  return files.exists(file) ? decodeManifest(files.read(file), file) : undefined;
}

/** Writes the manifest and waits until it is durable: for a log that nobody writes to yet. */
export function writeManifest(files: Files, logDirectory: string, manifest: Manifest): void {
  const handle = files.openForWriting(manifestDraft(logDirectory));
  try {
    handle.truncate(0);
    handle.write(encodeManifest(manifest), 0);
    handle.sync();
  } finally {
    handle.close();
  }
  files.rename(manifestDraft(logDirectory), manifestFile(logDirectory));
  files.syncDirectory(logDirectory);
}

export function encodeManifest({ position, epoch, partitions }: Manifest): Buffer {
  const body = Buffer.concat([
    u64(position),
    u64(epoch),
    u32(partitions.length),
    ...partitions.flatMap(partitionParts),
  ]);
  const block = emptyBlock("DCSM", body.byteLength);
  block.set(body, block.byteLength - body.byteLength);
  return sealBlock(block);
}

export function decodeManifest(bytes: Buffer, file: string): Manifest {
  const from = new Reading(blockBody("DCSM", bytes, file, 0));
  const position = logPosition(from.u64());
  const epoch = from.u64();
  const partitions = Array.from({ length: from.u32() }, () => readPartition(from));
  return { position, epoch, partitions };
}

function partitionParts({ partition, nextSegment, head, segments }: PartitionManifest): readonly Uint8Array[] {
  return [
    u32(partition, nextSegment, head.byteLength),
    head,
    u32(segments.length),
    ...segments.flatMap((segment) => {
      const { number, records, end, dead } = segment;
      const [placesAt, fileBytes] = segment.kind === "sealed" ? [segment.placesAt, segment.fileBytes] : [0, 0];
      const marks = dead ?? new Uint8Array(0);
      return [u32(number, records, end, placesAt, fileBytes, marks.byteLength), marks];
    }),
  ];
}

function readPartition(from: Reading): PartitionManifest {
  const partition = partitionId(from.u32());
  const nextSegment = from.u32();
  const head = from.bytes(from.u32());
  const segments = Array.from({ length: from.u32() }, () => readSegment(from));
  return { partition, nextSegment, head, segments };
}

function readSegment(from: Reading): SegmentManifest {
  const number = from.u32();
  const records = from.u32();
  const end = from.u32();
  const placesAt = from.u32();
  const fileBytes = from.u32();
  const marks = from.bytes(from.u32());
  const dead = marks.byteLength === 0 ? undefined : marks;
  if (fileBytes === 0) return { kind: "open", number, records, end, dead };
  return { kind: "sealed", number, records, end, placesAt, fileBytes, dead };
}

/** Takes one value after the other. */
class Reading {
  private at = 0;
  constructor(private readonly body: Buffer) {}

  u32(): number {
    this.at += 4;
    return this.body.readUInt32LE(this.at - 4);
  }

  u64(): number {
    this.at += 8;
    return Number(this.body.readBigUInt64LE(this.at - 8));
  }

  /** A copy: what is read stays, and the file's bytes need not stay with it. */
  bytes(length: number): Uint8Array {
    this.at += length;
    return Uint8Array.from(this.body.subarray(this.at - length, this.at));
  }
}

function u32(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4);
  return bytes;
}

function u64(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}
