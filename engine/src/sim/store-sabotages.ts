import type { PartitionHead } from "../partition/state.js";
import { logPosition } from "../storage/log.js";
import type { SnapshotHead, SnapshotStore } from "../storage/snapshot-store.js";
import { decodeHead, encodeHead } from "../storage/state-codec.js";
import { over, overWriter } from "./counting-store.js";
import type { Sabotage } from "./sabotage.js";

/** Faults in snapshots, and in what is kept beside them. */
export const STORE_SABOTAGES = {
  dedupEntryDropped: {
    what: "a recovered partition does not know which messages it has taken",
    store: (store) => withHeads(store, (head) => ({ ...head, dedup: new Map() })),
  },
  outboxForgotten: {
    what: "a recovered partition does not know which messages it must still send",
    store: (store) =>
      withHeads(store, (head) => ({
        ...head,
        outbox: new Map(
          [...head.outbox].map(([to, { firstSeq, messages }]) => [
            to,
            { firstSeq: firstSeq + messages.length, messages: [] },
          ]),
        ),
      })),
  },
  snapshotAhead: {
    what: "a snapshot is published for records that are not durable yet",
    store: (store) => ({
      ...over(store),
      begin: ({ position, epoch }) => store.begin({ position: logPosition(position + 1), epoch }),
    }),
  },
  snapshotBehind: {
    what: "a snapshot says that it was taken two records before it was",
    store: (store) => ({
      ...over(store),
      begin: ({ position, epoch }) => store.begin({ position: logPosition(Math.max(0, position - 2)), epoch }),
    }),
  },
  evictedLost: {
    what: "one in twenty of what has left memory is not found again",
    store: (store, { chance }) => ({
      ...over(store),
      get: (...all) => (chance.happens(0.05) ? undefined : store.get(...all)),
    }),
  },
  tombstoneForgotten: {
    what: "what was deleted stays in the store",
    store: (store) => ({
      ...over(store),
      begin: (snapshot) => overWriter(store.begin(snapshot), { remove: () => undefined }),
    }),
  },
  changeForgotten: {
    what: "one change in fifty is not in the snapshot",
    store: (store, { chance }) => ({
      ...over(store),
      begin: (snapshot) => {
        const writer = store.begin(snapshot);
        return overWriter(writer, {
          put: (partition, entry) => {
            if (!chance.happens(0.02)) writer.put(partition, entry);
          },
        });
      },
    }),
  },
  timersForgotten: {
    what: "after a restart nobody looks at instances that are not in memory",
    store: (store) => ({ ...over(store), wakes: () => [] }),
  },
  payloadNotSynced: {
    what: "large texts are not flushed before the records that refer to them",
    payloads: (payloads) => ({
      put: (text) => payloads.put(text),
      get: (ref) => payloads.get(ref),
      sync: () => undefined,
      unreferred: (live) => payloads.unreferred(live),
      sweep: (...all) => payloads.sweep(...all),
    }),
  },
} as const satisfies Record<string, Sabotage>;

/** The store gives other heads than those that were written (`host/state-bytes.ts` draws them). */
function withHeads(store: SnapshotStore, change: (head: PartitionHead) => PartitionHead): SnapshotStore {
  return { ...over(store), open: () => changed(store.open(), change) };
}

function changed(
  snapshot: SnapshotHead | undefined,
  change: (head: PartitionHead) => PartitionHead,
): SnapshotHead | undefined {
  if (snapshot === undefined) return undefined;
  const heads = [...snapshot.heads].map(([partition, bytes]) => {
    const buffer = Buffer.from(bytes);
    const headAt = 4 + buffer.readUInt32LE(0);
    return [
      partition,
      Buffer.concat([buffer.subarray(0, headAt), encodeHead(change(decodeHead(buffer.subarray(headAt))))]),
    ] as const;
  });
  return { ...snapshot, heads: new Map(heads) };
}
