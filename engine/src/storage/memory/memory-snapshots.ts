import { type EpochMs, type InstanceId, invariant, type PartitionId } from "../../model/index.js";
import type { LogPosition } from "../log.js";
import type {
  Listing,
  SnapshotHead,
  SnapshotStore,
  SnapshotWriter,
  StoredEntry,
  StoredQuery,
} from "../snapshot-store.js";
import { compareNewestFirst, isWanted } from "../stored-list.js";

/** What a memory store keeps when it is closed: hand it to the next one, as a directory is. */
export interface MemorySnapshot {
  head: SnapshotHead | undefined;
  readonly partitions: Map<PartitionId, Map<InstanceId, StoredEntry>>;
}

export const memorySnapshot = (): MemorySnapshot => ({ head: undefined, partitions: new Map() });

type Change = { readonly kind: "put"; readonly entry: StoredEntry } | { readonly kind: "removed" };
type Changes = Map<PartitionId, Map<InstanceId, Change>>;

/** A snapshot store that lives as long as its {@link MemorySnapshot}. For tests, and hubs that keep nothing. */
export function memorySnapshots(place: MemorySnapshot, partitions: readonly PartitionId[]): SnapshotStore {
  let running: SnapshotWriter | undefined;
  const known = new Set(partitions);

  function entries(partition: PartitionId): ReadonlyMap<InstanceId, StoredEntry> {
    invariant(known.has(partition), `partition ${partition} is not in this snapshot store`);
    return place.partitions.get(partition) ?? new Map();
  }

  function* list(query: StoredQuery): Generator<Listing & { readonly partition: PartitionId }> {
    const { before } = query;
    const found = partitions
      .flatMap((partition) =>
        [...entries(partition).values()].flatMap(({ listing }) =>
          listing !== undefined && isWanted(listing, query) ? [{ ...listing, partition }] : [],
        ),
      )
      .filter((listing) => before === undefined || compareNewestFirst(listing, before) > 0);
    yield* found.sort(compareNewestFirst);
  }

  /** As law 5 has it: what is written while it is read is met further on, or not at all. */
  function* entitiesBehind(after: string): Generator<InstanceId> {
    let last: string | undefined = after;
    while (last !== undefined) {
      let next: InstanceId | undefined;
      for (const partition of partitions) {
        for (const { key, listing } of entries(partition).values()) {
          if (listing === undefined && key > last && (next === undefined || key < next)) next = key;
        }
      }
      if (next !== undefined) yield next;
      last = next;
    }
  }

  function begin({ position, epoch }: { readonly position: LogPosition; readonly epoch: number }): SnapshotWriter {
    invariant(running === undefined, "a snapshot begins while another one is written");
    const writer = writing((changes, heads) => {
      apply(changes, place.partitions);
      place.head = { position, epoch, heads };
    });
    running = writer;
    return writer;
  }

  function writing(finished: (changes: Changes, heads: ReadonlyMap<PartitionId, Uint8Array>) => void): SnapshotWriter {
    const changes: Changes = new Map();
    const note = (partition: PartitionId, key: InstanceId, change: Change): void => {
      invariant(known.has(partition), `partition ${partition} is not in this snapshot store`);
      const ofPartition = changes.get(partition) ?? new Map<InstanceId, Change>();
      changes.set(partition, ofPartition.set(key, change));
    };
    const writer: SnapshotWriter = {
      backlogBytes: 0,
      put: (partition, entry) =>
        note(partition, entry.key, { kind: "put", entry: { ...entry, bytes: Uint8Array.from(entry.bytes) } }),
      remove: (partition, key) => note(partition, key, { kind: "removed" }),
      drain: () => Promise.resolve(),
      async finish(heads) {
        if (running !== writer) throw new Error("The snapshot store was closed while a snapshot was being written.");
        for (const partition of known) invariant(heads.has(partition), `the head of partition ${partition} is missing`);
        finished(changes, new Map(heads));
        running = undefined;
      },
      abandon: () => {
        if (running === writer) running = undefined;
      },
    };
    return writer;
  }

  return {
    open: () => place.head,
    get: (partition, key) => entries(partition).get(key)?.bytes,
    has: (partition, key) => entries(partition).has(key),
    wakes: (partition) => [...entries(partition).values()].flatMap(wakeOf),
    list,
    entities: entitiesBehind,
    size: (partition) => entries(partition).size,
    begin,
    close: async () => running?.abandon(),
  };
}

function apply(changes: Changes, partitions: MemorySnapshot["partitions"]): void {
  for (const [partition, ofPartition] of changes) {
    const entries = partitions.get(partition) ?? new Map<InstanceId, StoredEntry>();
    for (const [key, change] of ofPartition) {
      if (change.kind === "put") entries.set(key, change.entry);
      else entries.delete(key);
    }
    partitions.set(partition, entries);
  }
}

function wakeOf({ key, wake }: StoredEntry): readonly { readonly key: InstanceId; readonly wake: "now" | EpochMs }[] {
  return wake === "never" ? [] : [{ key, wake }];
}
