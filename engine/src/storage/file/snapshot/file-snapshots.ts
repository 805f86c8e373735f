import path from "node:path";
import { type InstanceId, invariant, type PartitionId } from "../../../model/index.js";
import type { LogPosition } from "../../log.js";
import type { SnapshotHead, SnapshotStore, SnapshotWriter, StoredPlace, StoredQuery } from "../../snapshot-store.js";
import type { Files } from "../files.js";
import { ascending } from "./entity-sources.js";
import { listPlan } from "./list-plan.js";
import { type Manifest, manifestDraft, manifestFile, readManifest } from "./manifest.js";
import { newestFirst } from "./newest-first.js";
import { openPartition, removeLeftOvers } from "./open-partition.js";
import { partitionDirectory } from "./segment.js";
import { SegmentReader } from "./segment-reader.js";
import { type SnapshotOutcome, SnapshotWriting, type StoreLimits } from "./snapshot-writing.js";
import { storeDamaged } from "./stored-block.js";
import { type StoredListing, StoredPartition } from "./stored-partition.js";
import { WriteQueue } from "./write-queue.js";

export const STORE_LIMITS: StoreLimits = {
  records: 8_192,
  bytes: 8 * 1024 * 1024,
  copyBytes: 4 * 1024 * 1024,
};

/** Where the store of one log lives. */
export interface StorePlace {
  /** Exists. The manifest stands here. */
  readonly logDirectory: string;
  /** Each partition has a directory in here: `<partitionsDirectory>/007/`. Made when it is missing. */
  readonly partitionsDirectory: string;
  readonly partitions: readonly PartitionId[];
  readonly files: Files;
}

/**
 * The snapshot store as files: an append-only series of segments for each partition (`segment.ts`),
 * and one manifest (`manifest.ts`) that says which bytes of them are the newest snapshot.
 */
export class FileSnapshots implements SnapshotStore {
  private readonly reader: SegmentReader;
  private readonly queue = new WriteQueue();
  private readonly partitions = new Map<PartitionId, StoredPartition>();
  private writing: SnapshotWriting | undefined;
  private isClosed = false;
  /** Counts the snapshots, so that a list that is being read sees that what it reads has changed. */
  private version = 0;

  constructor(
    private readonly place: StorePlace,
    private readonly limits: StoreLimits = STORE_LIMITS,
  ) {
    this.reader = new SegmentReader(place.files);
  }

  open(): SnapshotHead | undefined {
    const { files, logDirectory } = this.place;
    invariant(this.partitions.size === 0, `the snapshot store of ${logDirectory} is opened twice`);
    this.makeDirectories();
    const manifest = readManifest(files, logDirectory);
    if (manifest === undefined) return this.openEmpty();
    // Whoever renamed it may have died before the name was durable, and nothing may rely on one that is not.
    files.syncDirectory(logDirectory);
    this.checkPartitions(manifest);
    for (const partition of manifest.partitions) {
      const place = { partitions: this.place.partitionsDirectory, files, reader: this.reader };
      this.partitions.set(partition.partition, openPartition(partition, place, this.limits.records));
    }
    // Only now, for damage must leave everything as it is.
    for (const stored of this.partitions.values()) removeLeftOvers(stored, files);
    if (files.exists(manifestDraft(logDirectory))) files.remove(manifestDraft(logDirectory));
    const { position, epoch, partitions } = manifest;
    return { position, epoch, heads: new Map(partitions.map(({ partition, head }) => [partition, head])) };
  }

  get(partition: PartitionId, key: InstanceId): Uint8Array | undefined {
    return this.stored(partition).find(key)?.bytes;
  }

  has(partition: PartitionId, key: InstanceId): boolean {
    return this.stored(partition).has(key);
  }

  wakes(partition: PartitionId): ReturnType<StoredPartition["wakes"]> {
    return this.stored(partition).wakes();
  }

  /** Goes on from the last place that it gave when a snapshot was finished meanwhile: places never change. */
  *list(query: StoredQuery): Generator<StoredListing> {
    let last: StoredPlace | undefined = query.before;
    for (let hasMore = true; hasMore; ) {
      hasMore = false;
      const seen = this.version;
      for (const listing of this.listNow(last === undefined ? query : { ...query, before: last })) {
        yield listing;
        last = listing;
        if (this.version !== seen) {
          hasMore = true;
          break;
        }
      }
    }
  }

  /** As {@link list}, goes on from the last key. */
  *entities(after: string): Generator<InstanceId> {
    let last = after;
    for (let hasMore = true; hasMore; ) {
      hasMore = false;
      const seen = this.version;
      for (const key of this.entitiesNow(last)) {
        yield key;
        last = key;
        if (this.version !== seen) {
          hasMore = true;
          break;
        }
      }
    }
  }

  size(partition: PartitionId): number {
    return this.stored(partition).table.count;
  }

  begin(snapshot: { readonly position: LogPosition; readonly epoch: number }): SnapshotWriter {
    invariant(this.writing === undefined, "a snapshot begins while another one is written");
    invariant(!this.isClosed, "a snapshot begins in a store that was closed");
    const { failure } = this.queue;
    if (failure !== undefined) throw failure.error;
    const { files, logDirectory } = this.place;
    const { partitions, queue, limits } = this;
    const ended = (outcome: SnapshotOutcome) => this.ended(outcome);
    this.writing = new SnapshotWriting(snapshot, { partitions, logDirectory, files, queue, limits, ended });
    return this.writing;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.writing?.giveUp();
    this.reader.close();
    await this.queue.idle();
  }

  private ended(outcome: SnapshotOutcome): void {
    this.writing = undefined;
    if (outcome.kind === "abandoned") return;
    this.version += 1;
    for (const file of outcome.unneeded) {
      this.reader.forget(file);
      this.queue.add(
        () => true,
        () => this.place.files.removeLater(file),
      );
    }
  }

  private listNow(query: StoredQuery): Iterable<StoredListing> {
    const plan = listPlan(query);
    return newestFirst([...this.partitions.values()].flatMap((stored) => [...stored.listSources(plan, query)]));
  }

  private entitiesNow(after: string): Iterable<InstanceId> {
    return ascending([...this.partitions.values()].flatMap((stored) => [...stored.entitySources(after)]));
  }

  private stored(partition: PartitionId): StoredPartition {
    const stored = this.partitions.get(partition);
    invariant(
      stored !== undefined,
      `partition ${partition} is not in the snapshot store of ${this.place.logDirectory}`,
    );
    return stored;
  }

  /** What an unfinished first snapshot left is not removed: without a manifest nothing says that it is only that. */
  private openEmpty(): undefined {
    for (const id of this.place.partitions) {
      const directory = partitionDirectory(this.place.partitionsDirectory, id);
      this.partitions.set(id, new StoredPartition(id, directory, this.reader));
    }
  }

  private makeDirectories(): void {
    const { files, partitionsDirectory, partitions } = this.place;
    const missing = partitions
      .map((id) => partitionDirectory(partitionsDirectory, id))
      .filter((directory) => !files.exists(directory));
    files.makeDirectory(partitionsDirectory);
    for (const directory of missing) files.makeDirectory(directory);
    // Always, for whoever made them may have died before their names were durable.
    files.syncDirectory(partitionsDirectory);
    files.syncDirectory(path.dirname(partitionsDirectory));
  }

  private checkPartitions({ partitions }: Manifest): void {
    const expected = [...this.place.partitions].sort((a, b) => a - b).join(", ");
    const found = partitions
      .map(({ partition }) => partition)
      .sort((a, b) => a - b)
      .join(", ");
    if (expected === found) return;
    const file = manifestFile(this.place.logDirectory);
    throw storeDamaged(file, 0, `the snapshot holds the partitions ${found} and its log those of ${expected}`);
  }
}
