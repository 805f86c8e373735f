import path from "node:path";
import type { StateBytes } from "../host/state-bytes.js";
import type { PartitionId } from "../model/index.js";
import type { Files } from "../storage/file/files.js";
import { type PartitionManifest, readManifest } from "../storage/file/snapshot/manifest.js";
import { partitionDirectory, segmentName } from "../storage/file/snapshot/segment.js";
import { attempt } from "./record-facts.js";
import { type DamagedSegment, surveySegment } from "./segment-survey.js";

/** What the newest snapshot keeps of a partition. */
export interface PartitionSurvey {
  readonly partition: PartitionId;
  readonly segments: number;
  /** Those of superseded entries included. */
  readonly records: number;
  readonly bytes: number;
  /** Why the next opening, or the reading of an entry, would fail. */
  readonly damage: readonly string[];
  /** Of these, what no repair can mend. */
  readonly beyond: readonly string[];
  /** Segments that are there and in themselves damaged; of those looked at closely. */
  readonly damaged: readonly DamagedSegment[];
}

/** How closely a store is looked at: by its manifest alone, or every byte of it. */
export type Depth =
  | { readonly kind: "manifest" }
  | { readonly kind: "everything"; readonly bytes: StateBytes; readonly partitionCount: number };

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

const NOT_READ = { damage: [], beyond: [], damaged: [] };

function surveyPartition(
  manifest: PartitionManifest,
  partitionsDirectory: string,
  files: Files,
  depth: Depth,
): PartitionSurvey {
  const { partition, segments } = manifest;
  const directory = partitionDirectory(partitionsDirectory, partition);
  const damage: string[] = [];
  const beyond: string[] = [];
  let bytes = 0;
  for (const segment of segments) {
    const { number, end } = segment;
    const file = path.join(directory, segmentName(number));
    if (!files.exists(file)) beyond.push(`${file} is missing.`);
    else if (files.size(file) < end)
      beyond.push(`${file} ends before offset ${end}, up to which the snapshot's entries stand in it.`);
    else {
      bytes += end;
      const isShort = segment.kind === "sealed" && files.size(file) < segment.fileBytes;
      if (isShort) damage.push(`${file} ends before offset ${segment.fileBytes}: what lists its entries is cut short.`);
    }
  }
  const read = depth.kind === "everything" ? readEverything(manifest, directory, files, depth) : NOT_READ;
  beyond.push(...read.beyond);
  damage.push(...beyond, ...read.damage);
  return {
    partition,
    segments: segments.length,
    records: segments.reduce((sum, { records }) => sum + records, 0),
    bytes,
    damage: [...new Set(damage)],
    beyond,
    damaged: read.damaged,
  };
}

/** Every entry, and what it holds; behind a damaged place, too. */
function readEverything(
  { partition, head, segments }: PartitionManifest,
  directory: string,
  files: Files,
  { bytes: state, partitionCount }: Extract<Depth, { kind: "everything" }>,
): {
  readonly damage: readonly string[];
  readonly beyond: readonly string[];
  readonly damaged: readonly DamagedSegment[];
} {
  const damage: string[] = [];
  const beyond: string[] = [];
  const damaged: DamagedSegment[] = [];
  const looked = attempt(() => state.head(head));
  if (looked.kind === "failed") beyond.push(`The head of partition ${partition}: ${looked.why}`);
  for (const manifest of segments) {
    const file = path.join(directory, segmentName(manifest.number));
    // That it is missing, or short, was said already.
    if (!files.exists(file) || files.size(file) < manifest.end) continue;
    const surveyed = surveySegment(files.read(file), { file, partition, partitionCount, manifest, state });
    damage.push(...surveyed.damage);
    beyond.push(...surveyed.beyond);
    if (surveyed.damaged !== undefined) damaged.push(surveyed.damaged);
  }
  return { damage, beyond, damaged };
}
