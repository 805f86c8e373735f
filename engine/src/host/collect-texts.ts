import path from "node:path";
import { DataDirDamaged, DataDirNewer, type InstanceId, type JsonText, partitionOf } from "../model/index.js";
import { eventRefersToPayloads } from "../storage/event-codec.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { Files } from "../storage/file/files.js";
import { type DirectoryLayout, logDirectoryOf, payloadsDirectory } from "../storage/file/layout.js";
import { type LogPosition, logPosition } from "../storage/log.js";
import type { PayloadRef, Unreferred } from "../storage/payloads.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { storedRefersToPayloads } from "../storage/state-codec.js";
import { LOG_ITSELF } from "./log-opened.js";
import { type StateBytes, stateBytes } from "./state-bytes.js";

/** Instances and entities that an opening reads for this, a second's work. With more, it is left to `fsck --repair`. */
const ENTRIES_MAX = 50_000;

export interface CollectParts {
  readonly directory: string;
  readonly files: Files;
  readonly layout: DirectoryLayout;
  /** The store of each log, which is opened and closed here. */
  readonly storeOf: (log: number) => SnapshotStore;
}

/**
 * Removes large texts that nothing refers to any more, as those of runs that were purged or continued as new. What is
 * kept is what every entry and head of the newest snapshots and every record behind them refers to: what a recovery
 * reads, and nothing else can be asked for. No thread may work on the directory, for a text is durable before the first
 * thing that refers to it.
 *
 * `undefined`: nothing was looked for. There is no text; or there are too many entries; or something is damaged, and what
 * cannot be read may refer to anything; or a repair has set files aside that somebody may want to go back to.
 */
export async function collectTexts({
  directory,
  files,
  layout,
  storeOf,
}: CollectParts): Promise<Unreferred | undefined> {
  const payloads = filePayloads(payloadsDirectory(directory), files);
  if (payloads.unreferred(new Set()).files === 0 || files.exists(path.join(directory, "rescued"))) return undefined;
  const referred = new Set<PayloadRef>();
  // The texts themselves are not read.
  const noting = (ref: PayloadRef): JsonText => {
    referred.add(ref);
    return "null" as JsonText;
  };
  const bytes = stateBytes({ ...payloads, get: noting });
  let entries = 0;
  try {
    for (const [index, partitions] of layout.logs.entries()) {
      const store = storeOf(index);
      const head = store.open();
      for (const partition of partitions) entries += store.size(partition);
      if (entries <= ENTRIES_MAX) {
        for (const each of head?.heads.values() ?? []) bytes.head(each);
        readEntries(store, layout.partitionCount, bytes);
      }
      await store.close();
      if (entries > ENTRIES_MAX) return undefined;
      readLog(logDirectoryOf(directory, layout, index), files, head?.position ?? logPosition(0), bytes);
    }
  } catch (error) {
    // Whoever needs what is damaged says so.
    if (error instanceof DataDirDamaged || error instanceof DataDirNewer) return undefined;
    throw error;
  }
  return payloads.sweep(referred);
}

function readEntries(store: SnapshotStore, partitionCount: number, bytes: StateBytes): void {
  const read = (key: InstanceId): void => {
    const stored = store.get(partitionOf(key, partitionCount), key);
    if (stored === undefined || !storedRefersToPayloads(stored)) return;
    if (bytes.instance(stored) === undefined) bytes.entity(stored);
  };
  for (const { instanceId } of store.list({})) read(instanceId);
  for (const entity of store.entities("")) read(entity);
}

function readLog(logDirectory: string, files: Files, behind: LogPosition, bytes: StateBytes): void {
  const log = fileLog(logDirectory, files);
  try {
    for (const { partition, payload } of log.read(behind)) {
      if (partition !== LOG_ITSELF && eventRefersToPayloads(payload)) bytes.event(payload);
    }
  } finally {
    log.close();
  }
}
