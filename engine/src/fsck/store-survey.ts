import path from "node:path";
import type { StateBytes } from "../host/state-bytes.js";
import type { PartitionId } from "../model/index.js";
import type { Files } from "../storage/file/files.js";
import { isDead } from "../storage/file/snapshot/dead-marks.js";
import { type PartitionManifest, readManifest } from "../storage/file/snapshot/manifest.js";
import {
  checkSegmentHeader,
  FIRST_RECORD_AT,
  partitionDirectory,
  segmentName,
} from "../storage/file/snapshot/segment.js";
import { decodeDirectory } from "../storage/file/snapshot/segment-directory.js";
import { SegmentReader } from "../storage/file/snapshot/segment-reader.js";
import { attempt } from "./record-facts.js";

/** What the newest snapshot keeps of a partition. */
export interface PartitionSurvey {
  readonly partition: PartitionId;
  readonly segments: number;
  /** Those of superseded entries included. */
  readonly records: number;
  readonly bytes: number;
  /** Why the next opening, or the reading of an entry, would fail. */
  readonly damage: readonly string[];
}

/** How closely a store is looked at: by its manifest alone, or every byte of it. */
export type Depth = { readonly kind: "manifest" } | { readonly kind: "everything"; readonly bytes: StateBytes };

/** Looks at what the newest snapshot of a log keeps; nothing, if there is no manifest that can be read. */
export function surveyStore(
  logDirectory: string,
  partitionsDirectory: string,
  files: Files,
  depth: Depth,
): readonly PartitionSurvey[] {
  const manifest = attempt(() => readManifest(files, logDirectory));
  if (manifest.kind === "failed" || manifest.result === undefined) return [];
  return manifest.result.partitions.map((partition) => surveyPartition(partition, partitionsDirectory, files, depth));
}

function surveyPartition(
  manifest: PartitionManifest,
  partitionsDirectory: string,
  files: Files,
  depth: Depth,
): PartitionSurvey {
  const { partition, segments } = manifest;
  const directory = partitionDirectory(partitionsDirectory, partition);
  const damage: string[] = [];
  let bytes = 0;
  for (const { number, end } of segments) {
    const file = path.join(directory, segmentName(number));
    if (!files.exists(file)) damage.push(`${file} is missing.`);
    else if (files.size(file) < end)
      damage.push(`${file} ends before offset ${end}, up to which the snapshot uses it.`);
    else bytes += end;
  }
  if (depth.kind === "everything") damage.push(...readEverything(manifest, directory, files, depth.bytes));
  return {
    partition,
    segments: segments.length,
    records: segments.reduce((sum, { records }) => sum + records, 0),
    bytes,
    damage: [...new Set(damage)],
  };
}

/** Every entry, and what it holds; in each segment up to the first damaged place. */
function readEverything(
  { partition, head, segments }: PartitionManifest,
  directory: string,
  files: Files,
  state: StateBytes,
): readonly string[] {
  const damage: string[] = [];
  const look = (what: string, act: () => void): void => {
    const looked = attempt(act);
    if (looked.kind === "failed") damage.push(`${what}: ${looked.why}`);
  };
  const reader = new SegmentReader(files);
  look(`The head of partition ${partition}`, () => state.head(head));
  for (const segment of segments) {
    const file = path.join(directory, segmentName(segment.number));
    look(file, () => {
      checkSegmentHeader(reader.bytes(file, 0, FIRST_RECORD_AT), file, partition, segment.number);
      for (const { record, offset } of reader.recordsBetween(file, FIRST_RECORD_AT, segment.end)) {
        // What was superseded may refer to large texts that are no more.
        if (isDead(segment.dead, record.ordinal)) continue;
        const { key, bytes } = record.entry;
        look(`${key} in ${file} at offset ${offset}`, () => state.instance(bytes) ?? state.entity(bytes));
      }
      if (segment.kind === "open") return;
      decodeDirectory(reader.bytes(file, segment.end, segment.placesAt - segment.end), file, segment.end);
      reader.placesOf(file, segment.placesAt, segment.fileBytes);
    });
  }
  reader.close();
  return damage;
}
