import { type InstanceId, invariant, type PartitionId } from "../../../model/index.js";
import type { LogPosition } from "../../log.js";
import type { SnapshotWriter, StoredEntry } from "../../snapshot-store.js";
import type { Files, WritableFile } from "../files.js";
import { encodeManifest, type Manifest, manifestDraft, manifestFile } from "./manifest.js";
import { segmentsToMerge } from "./merge-plan.js";
import { PartitionWriting, type SegmentLimits } from "./partition-writing.js";
import type { StoredPartition } from "./stored-partition.js";
import { PIECE_BYTES, type WriteQueue } from "./write-queue.js";

export interface StoreLimits extends SegmentLimits {
  /** What one snapshot copies of old segments at most, in bytes. */
  readonly copyBytes: number;
}

/** What a running snapshot needs of its store. */
export interface SnapshotSite {
  readonly partitions: ReadonlyMap<PartitionId, StoredPartition>;
  readonly logDirectory: string;
  readonly files: Files;
  readonly queue: WriteQueue;
  readonly limits: StoreLimits;
  /** It is over: readers see it, with the files that nobody needs any more, or it was given up. */
  ended(outcome: SnapshotOutcome): void;
}

export type SnapshotOutcome =
  | { readonly kind: "finished"; readonly unneeded: readonly string[] }
  | { readonly kind: "abandoned" };

/*
 *              begin
 *                │
 *                ▼        finish               manifest durable
 *   put, ──▶ gathering ──────────▶ finishing ──────────────────▶ over
 *   remove       │                     │                          ▲
 *                └─────────────────────┴──────────────────────────┘
 *            abandon, unless finishing; an error of the disk; closing
 */
type Stage = "gathering" | "finishing" | "over";

/** Writes one snapshot: records first, then, when they are durable, the manifest that makes them count. */
export class SnapshotWriting implements SnapshotWriter {
  private readonly writings = new Map<PartitionId, PartitionWriting>();
  private stage: Stage = "gathering";

  constructor(
    private readonly snapshot: { readonly position: LogPosition; readonly epoch: number },
    private readonly site: SnapshotSite,
  ) {
    for (const [id, stored] of site.partitions) {
      const isWanted = () => this.stage !== "over";
      this.writings.set(id, new PartitionWriting(stored, site.limits, site.files, site.queue, isWanted));
    }
  }

  get backlogBytes(): number {
    return this.site.queue.backlogBytes;
  }

  put(partition: PartitionId, entry: StoredEntry): void {
    const { key, listing, isEntity } = entry;
    invariant(listing === undefined || isEntity === undefined, `${key} is put as an entity and as an instance`);
    invariant(
      listing === undefined || listing.instanceId === key,
      `the listing of ${key} says that it is ${listing?.instanceId}`,
    );
    this.gatheringIn(partition).put(entry);
  }

  remove(partition: PartitionId, key: InstanceId): void {
    this.gatheringIn(partition).remove(key);
  }

  async drain(): Promise<void> {
    for (const writing of this.writings.values()) writing.flush();
    await this.site.queue.settled();
  }

  async finish(heads: ReadonlyMap<PartitionId, Uint8Array>): Promise<void> {
    invariant(this.stage === "gathering", `a snapshot is finished that is ${this.stage}`);
    this.stage = "finishing";
    try {
      await this.mergeSegments();
      await this.publish(this.manifest(heads));
    } catch (error) {
      this.giveUp();
      throw error;
    }
    this.commit();
  }

  abandon(): void {
    // Its manifest may be the newest one by now: readers cannot go back from that.
    invariant(this.stage !== "finishing", "a snapshot is abandoned while it is being finished");
    this.giveUp();
  }

  /** Ends it, whatever it is doing. The store is closed, or cannot go on. */
  giveUp(): void {
    if (this.stage === "over") return;
    this.stage = "over";
    for (const writing of this.writings.values()) {
      writing.abandon();
      writing.close();
    }
    this.site.ended({ kind: "abandoned" });
  }

  private gatheringIn(partition: PartitionId): PartitionWriting {
    invariant(this.stage === "gathering", `something is put into a snapshot that is ${this.stage}`);
    const writing = this.writings.get(partition);
    invariant(writing !== undefined, `partition ${partition} is not in this store`);
    return writing;
  }

  /** Waits for the disk now and then, so that neither memory grows nor the thread is kept from its work. */
  private async mergeSegments(): Promise<void> {
    const candidates = [...this.writings.values()].flatMap((writing) =>
      writing.candidates().map((candidate) => ({ ...candidate, writing })),
    );
    for (const { writing, segment } of segmentsToMerge(candidates, this.site.limits.copyBytes)) {
      for (const _ of writing.absorb(segment)) {
        if (this.backlogBytes >= PIECE_BYTES) await this.drain();
        this.checkNotGivenUp();
      }
    }
  }

  private manifest(heads: ReadonlyMap<PartitionId, Uint8Array>): Manifest {
    const partitions = [...this.writings].map(([partition, writing]) => {
      const head = heads.get(partition);
      invariant(head !== undefined, `the head of partition ${partition} is missing`);
      return writing.manifest(head);
    });
    return { ...this.snapshot, partitions };
  }

  /** Each step begins when the one before is done, and none of them once the snapshot was given up. */
  private async publish(manifest: Manifest): Promise<void> {
    const { files, logDirectory, queue } = this.site;
    const isWanted = () => this.stage !== "over";
    const writings = [...this.writings.values()];
    for (const writing of writings) writing.flush();
    queue.add(isWanted, async () => {
      await Promise.all(writings.map((writing) => writing.sync()));
    });
    queue.add(isWanted, () => writeDraft(files.openForWriting(manifestDraft(logDirectory)), encodeManifest(manifest)));
    queue.add(isWanted, async () => {
      files.rename(manifestDraft(logDirectory), manifestFile(logDirectory));
      await files.syncDirectoryLater(logDirectory);
    });
    await queue.settled();
    this.checkNotGivenUp();
  }

  /** The store may be closed while this one waits for the disk. */
  private checkNotGivenUp(): void {
    if (this.stage === "over") throw new Error("The snapshot store was closed while a snapshot was being finished.");
  }

  private commit(): void {
    this.stage = "over";
    const unneeded = [...this.writings.values()].flatMap((writing) => writing.commit());
    for (const writing of this.writings.values()) writing.close();
    this.site.ended({ kind: "finished", unneeded });
  }
}

async function writeDraft(draft: WritableFile, bytes: Buffer): Promise<void> {
  try {
    draft.truncate(0);
    await draft.writeLater(bytes, 0);
    await draft.syncLater();
  } finally {
    draft.close();
  }
}
