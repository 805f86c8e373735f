import type { EpochMs, InstanceId, InstanceStatus, PartitionId } from "../model/index.js";
import type { Wake } from "../partition/wake.js";
import type { LogPosition } from "./log.js";

/** Where an instance stands in every list: by creation, then by id, for ever the same. */
export interface StoredPlace {
  readonly createdAtMs: EpochMs;
  readonly instanceId: InstanceId;
}

/** What lists ask of an instance. Entities have none: they are in no list of instances. */
export interface Listing extends StoredPlace {
  readonly status: InstanceStatus;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type { Wake };

/** One instance or entity as it is kept: bytes that the store does not look into, and what it must know beside them. */
export interface StoredEntry {
  readonly key: InstanceId;
  readonly bytes: Uint8Array;
  readonly listing?: Listing;
  /** It is an entity, and found among them by its key. Absent for an instance, and for what was stored before this was said. */
  readonly isEntity?: true;
  readonly wake: Wake;
}

/** Which instances a list shows. Everything that is given must match. */
export interface StoredQuery {
  readonly statuses?: readonly InstanceStatus[];
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Only places that come after this one in the list, that is: older ones. */
  readonly before?: StoredPlace;
}

/** The newest finished snapshot, without its entries. */
export interface SnapshotHead {
  /** The snapshot is the state after every record of the log up to and with this one. */
  readonly position: LogPosition;
  /** The incarnation of the log that wrote it. */
  readonly epoch: number;
  /** What a partition keeps beside its instances, encoded by its owner. */
  readonly heads: ReadonlyMap<PartitionId, Uint8Array>;
}

/**
 * Where the partitions of one log keep what they need not hold in memory. A snapshot is incremental:
 * it says what changed since the one before. Its laws:
 *
 * 1. Readers see the newest finished snapshot, whole, and nothing of the one that is being written.
 * 2. When `finish` has resolved, the snapshot is durable: the next opening shows it, whatever happened
 *    since, power loss included. Before that, the next opening shows it or the one before, whole.
 * 3. `get` gives the bytes that were put last; after a `remove`, `undefined`.
 * 4. `list` gives every entry with a listing that matches, once, newest first, whatever is written meanwhile.
 * 5. `entities` gives the key of every entry without a listing, once, in the order of UTF-16 code units, whatever is
 *    written meanwhile. One that was put with `isEntity` costs no more than its own reading.
 * 6. A damaged file is refused with its name and the offset; an entry is never skipped silently.
 * 7. Memory grows with the number of entries by a few dozen bytes each, and not with their sizes.
 */
export interface SnapshotStore {
  /** Reads what there is. Called once, before anything else. `undefined`: there is no snapshot yet. */
  open(): SnapshotHead | undefined;
  get(partition: PartitionId, key: InstanceId): Uint8Array | undefined;
  has(partition: PartitionId, key: InstanceId): boolean;
  /** The entries whose wake is not `never`, in any order. */
  wakes(partition: PartitionId): Iterable<{ readonly key: InstanceId; readonly wake: "now" | EpochMs }>;
  /** Over all partitions of this store. */
  list(query: StoredQuery): Iterable<Listing & { readonly partition: PartitionId }>;
  /** Keys of entities behind `after`, over all partitions of this store. */
  entities(after: string): Iterable<InstanceId>;
  /** The number of entries of a partition. */
  size(partition: PartitionId): number;
  /** Begins the next snapshot. Only one is written at a time. */
  begin(snapshot: { readonly position: LogPosition; readonly epoch: number }): SnapshotWriter;
  /**
   * Gives back what the store holds on to. A snapshot that is being finished is given up: its `finish`
   * rejects. Resolves when nothing is under way any more: before that, nobody may open the place again.
   */
  close(): Promise<void>;
}

/** Writes one snapshot, while the partitions go on. `put` and `remove` gather; the disk is touched off the caller's path. */
export interface SnapshotWriter {
  /** Takes a copy of the entry's bytes. */
  put(partition: PartitionId, entry: StoredEntry): void;
  remove(partition: PartitionId, key: InstanceId): void;
  /** Bytes that were gathered and are not written yet: the caller lets the disk catch up when they are many. */
  readonly backlogBytes: number;
  /** Hands what has gathered to the disk. Resolves when it is written (durable only after `finish`). */
  drain(): Promise<void>;
  /**
   * Makes it the newest snapshot. `heads` holds every partition of the store. Rejects with the operating
   * system's error when the disk fails: the store is then of no further use until it is opened again.
   */
  finish(heads: ReadonlyMap<PartitionId, Uint8Array>): Promise<void>;
  /** Forgets it: readers go on with the snapshot before. Not once `finish` was called. */
  abandon(): void;
}
