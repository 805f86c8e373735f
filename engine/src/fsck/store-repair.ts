import path from "node:path";
import { recoverLog } from "../host/recover-log.js";
import type { StateBytes } from "../host/state-bytes.js";
import type { PartitionId } from "../model/index.js";
import type { Files } from "../storage/file/files.js";
import { keyHash } from "../storage/file/snapshot/key-hash.js";
import { manifestFile, readManifest, type SegmentManifest, writeManifest } from "../storage/file/snapshot/manifest.js";
import { openPartition } from "../storage/file/snapshot/open-partition.js";
import { FIRST_RECORD_AT, segmentHeader } from "../storage/file/snapshot/segment.js";
import { SegmentDraft } from "../storage/file/snapshot/segment-draft.js";
import { SegmentReader } from "../storage/file/snapshot/segment-reader.js";
import type { StoredPartition } from "../storage/file/snapshot/stored-partition.js";
import { recordBytes, writeRecord } from "../storage/file/snapshot/stored-record.js";
import type { Log } from "../storage/log.js";
import { type LogPosition, type LogRecord, logPosition } from "../storage/log.js";
import type { SnapshotStore, StoredEntry } from "../storage/snapshot-store.js";
import { attempt } from "./record-facts.js";
import { copyInto, writeWhole } from "./rescue.js";
import type { DamagedSegment } from "./segment-survey.js";

/** Damaged segments of one log's store, and what is needed to see whether the log still goes on from what is left. */
export interface StoreRepair {
  readonly logDirectory: string;
  readonly partitionsDirectory: string;
  readonly partitions: readonly PartitionId[];
  readonly partitionCount: number;
  readonly segments: readonly { readonly partition: PartitionId; readonly segment: DamagedSegment }[];
  /** The log behind the snapshot, as it will be. */
  readonly records: readonly LogRecord[];
}

/**
 * Writes damaged segments anew from their whole entries, and the manifest that says so. Every file is first
 * copied into `rescued`. Then the log is stepped over what is left, as the next opening will: if that fails,
 * for an instance that was set aside goes on in the log, everything is put back as it was and the answer
 * says why. Each file is replaced by a rename; a repair that is cut short is done again.
 */
export function repairStore(repair: StoreRepair, files: Files, rescued: string, bytes: StateBytes): string | undefined {
  const { logDirectory, segments } = repair;
  const into = path.join(rescued, path.basename(logDirectory));
  const touched = [manifestFile(logDirectory), ...segments.map(({ segment }) => segment.file)];
  const copies = copyInto(into, touched, files);
  const written = new Map(
    segments.map(({ partition, segment }) => [segment.file, rebuilt(partition, segment, files)] as const),
  );
  const manifest = readManifest(files, logDirectory);
  if (manifest === undefined) return `There is no manifest in ${logDirectory}.`;
  writeManifest(files, logDirectory, {
    ...manifest,
    partitions: manifest.partitions.map((partition) => ({
      ...partition,
      segments: partition.segments.flatMap((each) => {
        const own = segments.find(
          ({ partition: of, segment }) => of === partition.partition && segment.manifest.number === each.number,
        );
        return own === undefined ? [each] : (written.get(own.segment.file) ?? []);
      }),
    })),
  });
  const tried = attempt(() => tryRecovery(repair, files, bytes));
  if (tried.kind === "done") return undefined;
  for (const [file, copy] of copies) replace(file, files.read(copy), files);
  return tried.why;
}

/** Writes a segment from its whole entries. The answer is what the manifest says of it: of none without entries, nothing. */
function rebuilt(
  partition: PartitionId,
  { file, manifest: { number, kind }, kept }: DamagedSegment,
  files: Files,
): readonly SegmentManifest[] {
  const draft = new SegmentDraft(number, FIRST_RECORD_AT, kept.length);
  const pieces = [segmentHeader(partition, number), ...kept.map((entry) => recordOf(entry, draft))];
  const { end, records } = draft;
  const base = { number, records, end, dead: undefined };
  if (kind === "open" || records === 0) {
    replace(file, Buffer.concat(pieces), files);
    return records === 0 ? [] : [{ kind: "open", ...base }];
  }
  const { directory, places } = draft.seal(undefined);
  const whole = Buffer.concat([...pieces, directory, places]);
  replace(file, whole, files);
  return [{ kind: "sealed", ...base, placesAt: end + directory.byteLength, fileBytes: whole.byteLength }];
}

function recordOf(entry: StoredEntry, draft: SegmentDraft): Buffer {
  const bytes = recordBytes(entry);
  const record = Buffer.alloc(bytes);
  writeRecord(record, 0, bytes, draft.add(entry, keyHash(entry.key), bytes), entry);
  return record;
}

function replace(file: string, bytes: Buffer, files: Files): void {
  const draft = `${file}.repaired`;
  writeWhole(draft, bytes, files);
  files.rename(draft, file);
  files.syncDirectory(path.dirname(file));
}

/** What the next opening does, without a word to the disk. Throws what it would throw. */
function tryRecovery(repair: StoreRepair, files: Files, bytes: StateBytes): void {
  const { logDirectory, partitionsDirectory, partitions, partitionCount, records } = repair;
  const manifest = readManifest(files, logDirectory);
  if (manifest === undefined) return;
  const reader = new SegmentReader(files);
  try {
    const place = { partitions: partitionsDirectory, files, reader };
    const stored = new Map<PartitionId, StoredPartition>(
      manifest.partitions.map((each) => [each.partition, openPartition(each, place, 0)]),
    );
    const heads = new Map(manifest.partitions.map(({ partition, head }) => [partition, head]));
    const { position, epoch } = manifest;
    const store: Pick<SnapshotStore, "open" | "get"> = {
      open: () => ({ position, epoch, heads }),
      get: (partition, key) => stored.get(partition)?.find(key)?.bytes,
    };
    const log: Pick<Log, "read" | "lastBehind"> = {
      read: (after: LogPosition) => records.filter((record) => record.position > after),
      lastBehind: (after) => logPosition(after + records.length),
    };
    recoverLog({ partitions, partitionCount, store, log, bytes });
  } finally {
    reader.close();
  }
}
