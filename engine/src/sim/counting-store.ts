import type { SnapshotStore, SnapshotWriter } from "../storage/snapshot-store.js";
import type { Tally } from "./tally.js";

/** A snapshot store that is counted: what was written, what was interrupted, what was read back. */
export function countingStore(store: SnapshotStore, tally: Tally): SnapshotStore {
  return {
    ...over(store),
    get: (partition, key) => {
      const bytes = store.get(partition, key);
      if (bytes !== undefined) tally.storeReads += 1;
      return bytes;
    },
    begin: (snapshot) => {
      tally.snapshotsBegun += 1;
      return countingWriter(store.begin(snapshot), tally);
    },
  };
}

function countingWriter(writer: SnapshotWriter, tally: Tally): SnapshotWriter {
  return overWriter(writer, {
    finish: async (heads) => {
      await writer.finish(heads);
      tally.snapshotsFinished += 1;
    },
  });
}

/** The same store by other means: its methods as functions that may be replaced one by one. */
export const over = (store: SnapshotStore): SnapshotStore => ({
  open: () => store.open(),
  get: (...all) => store.get(...all),
  has: (...all) => store.has(...all),
  wakes: (...all) => store.wakes(...all),
  list: (...all) => store.list(...all),
  entities: (...all) => store.entities(...all),
  size: (...all) => store.size(...all),
  begin: (...all) => store.begin(...all),
  close: () => store.close(),
});

/** The same writer, of which some methods are replaced. */
export const overWriter = (
  writer: SnapshotWriter,
  changes: Partial<Omit<SnapshotWriter, "backlogBytes">>,
): SnapshotWriter => ({
  put: (...all) => writer.put(...all),
  remove: (...all) => writer.remove(...all),
  drain: () => writer.drain(),
  finish: (...all) => writer.finish(...all),
  abandon: () => writer.abandon(),
  ...changes,
  get backlogBytes() {
    return writer.backlogBytes;
  },
});
