import { type PartitionId, partitionId } from "../model/index.js";
import type { PublishedCode } from "../partition/state.js";
import { fileLog } from "../storage/file/file-log.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import type { Files } from "../storage/file/files.js";
import {
  type DirectoryLayout,
  findDirectory,
  firstLogDirectory,
  logDirectoryOf,
  partitionsDirectory,
  payloadsDirectory,
  planLogs,
  removeOldLogs,
  writeLayout,
} from "../storage/file/layout.js";
import { FileSnapshots } from "../storage/file/snapshot/file-snapshots.js";
import { readManifest, writeManifest } from "../storage/file/snapshot/manifest.js";
import { regroup } from "../storage/file/snapshot/regroup.js";
import { logPosition } from "../storage/log.js";
import { memorySnapshot, memorySnapshots } from "../storage/memory/memory-snapshots.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import { collectTexts } from "./collect-texts.js";
import type { HostedState } from "./hosted-group.js";
import type { HubLogEntry } from "./protocol.js";
import { type RecoveredLog, recoverLog } from "./recover-log.js";
import { stateBytes } from "./state-bytes.js";
import { writeWholeSnapshot } from "./write-snapshot.js";

export interface WantedDirectory {
  /** For a directory that is new; one that exists keeps its own. */
  readonly partitionCount: number;
  readonly hubId: string;
  readonly threadCount: number;
  readonly log?: (entry: HubLogEntry) => void;
  /** Large texts that nothing refers to any more are removed, where that takes no longer than a second. */
  readonly collectsTexts?: boolean;
}

/** Which thread has which partition, and where each thread's log is. */
export interface OpenedDirectory {
  readonly threadOfPartition: readonly number[];
  readonly logDirectories: readonly string[];
}

/**
 * Makes a directory what this version of Dacapo, with so many threads, can run from: new if there was
 * none, brought to this format if an earlier version wrote it, its partitions spread anew over the logs
 * if there are more or fewer threads than the last time. The directory's lock must be held. Whatever
 * happens meanwhile, the directory is what it was or what it is to be.
 */
export async function openDirectory(
  directory: string,
  files: Files,
  wanted: WantedDirectory,
): Promise<OpenedDirectory> {
  const layout = await layoutOf(directory, files, wanted);
  removeOldLogs(directory, files, layout);
  if (wanted.collectsTexts === true) await collect(directory, files, layout, wanted);
  const threadOfPartition: number[] = new Array<number>(layout.partitionCount).fill(0);
  for (const [thread, partitions] of layout.logs.entries()) {
    for (const partition of partitions) threadOfPartition[partition] = thread;
  }
  return { threadOfPartition, logDirectories: layout.logs.map((_, index) => logDirectoryOf(directory, layout, index)) };
}

async function collect(
  directory: string,
  files: Files,
  layout: DirectoryLayout,
  { log }: WantedDirectory,
): Promise<void> {
  const storeOf = (index: number): SnapshotStore => fileStore(directory, files, layout, index);
  const removed = await collectTexts({ directory, files, layout, storeOf });
  if (removed === undefined || removed.files === 0) return;
  const message = `${removed.files} large texts were removed that nothing referred to any more, ${removed.bytes} bytes.`;
  log?.({ level: "info", event: "TextsCollected", message, fields: { ...removed } });
}

async function layoutOf(directory: string, files: Files, wanted: WantedDirectory): Promise<DirectoryLayout> {
  const found = findDirectory(directory, files);
  const { threadCount } = wanted;
  switch (found.kind) {
    case "new": {
      const { partitionCount, hubId } = wanted;
      const fresh = { partitionCount, hubId, generation: 1, logs: planLogs(partitionCount, threadCount) };
      writeLayout(directory, files, fresh);
      return fresh;
    }
    case "version1": {
      const { partitionCount, hubId } = found;
      const next = { partitionCount, hubId, generation: 1, logs: planLogs(partitionCount, threadCount) };
      await bringForward(directory, files, next);
      tell(wanted, "DirectoryUpgraded", `The data directory was brought from format 1 to the present one.`, next);
      return next;
    }
    case "layout": {
      const { layout } = found;
      const logs = planLogs(layout.partitionCount, threadCount);
      if (logs.length === layout.logs.length) return layout;
      const next = { ...layout, generation: layout.generation + 1, logs };
      await spreadAnew(directory, files, layout, next);
      const message = `The partitions were spread over ${logs.length} logs; there were ${layout.logs.length}.`;
      tell(wanted, "PartitionsSpread", message, next);
      return next;
    }
  }
}

/** Format 1 was one log and nothing else: all of it is stepped again, and what comes out is the first snapshot. */
async function bringForward(directory: string, files: Files, next: DirectoryLayout): Promise<void> {
  const bytes = stateBytes(filePayloads(payloadsDirectory(directory), files));
  const partitions = Array.from({ length: next.partitionCount }, (_, index) => partitionId(index));
  const log = fileLog(firstLogDirectory(directory), files);
  const recovered = recoverLog({
    partitions,
    partitionCount: next.partitionCount,
    store: memorySnapshots(memorySnapshot(), partitions),
    log,
    bytes,
  });
  log.close();
  shareCodes([recovered], next);
  for (const [index, members] of next.logs.entries()) {
    const store = openedStore(directory, files, next, index);
    const states = members.flatMap((partition) => recovered.group.get(partition) ?? []);
    await writeWholeSnapshot({ store, states, bytes, position: logPosition(0), epoch: 0, cuts: [] });
    await store.close();
  }
  writeLayout(directory, files, next);
}

/** Every log ends in a snapshot; then the new logs begin with the same stores, and no data moves. */
async function spreadAnew(
  directory: string,
  files: Files,
  before: DirectoryLayout,
  next: DirectoryLayout,
): Promise<void> {
  const bytes = stateBytes(filePayloads(payloadsDirectory(directory), files));
  const opened: {
    readonly store: SnapshotStore;
    readonly recovered: RecoveredLog;
    readonly close: () => Promise<void>;
  }[] = [];
  for (const [index, partitions] of before.logs.entries()) {
    const store = fileStore(directory, files, before, index);
    const log = fileLog(logDirectoryOf(directory, before, index), files);
    const recovered = recoverLog({ partitions, partitionCount: before.partitionCount, store, log, bytes });
    opened.push({
      store,
      recovered,
      close: () => {
        log.close();
        return store.close();
      },
    });
  }
  shareCodes(
    opened.map(({ recovered }) => recovered),
    next,
  );
  for (const { store, recovered, close } of opened) {
    const { position, epoch, group } = recovered;
    await writeWholeSnapshot({ store, states: group.states, bytes, position, epoch, cuts: [] });
    await close();
  }
  const manifests = before.logs.flatMap(
    (_, index) => readManifest(files, logDirectoryOf(directory, before, index)) ?? [],
  );
  for (const [index, manifest] of regroup(manifests, next.logs).entries()) {
    const logDirectory = logDirectoryOf(directory, next, index);
    files.makeDirectory(logDirectory);
    writeManifest(files, logDirectory, manifest);
  }
  writeLayout(directory, files, next);
}

/** Code is kept by the first partition of each log, for all of its log. */
function shareCodes(recovered: readonly RecoveredLog[], next: DirectoryLayout): void {
  const states = new Map<PartitionId, HostedState>();
  const codes: PublishedCode[] = [];
  for (const { group } of recovered) {
    for (const state of group.states) {
      states.set(state.partition, state);
      codes.push(...state.codes.values());
    }
  }
  for (const [keeper] of next.logs) {
    for (const code of codes) if (keeper !== undefined) states.get(keeper)?.codes.set(code.version, code);
  }
}

function fileStore(directory: string, files: Files, layout: DirectoryLayout, index: number): SnapshotStore {
  return new FileSnapshots({
    logDirectory: logDirectoryOf(directory, layout, index),
    partitionsDirectory: partitionsDirectory(directory),
    partitions: layout.logs[index] ?? [],
    files,
  });
}

function openedStore(directory: string, files: Files, layout: DirectoryLayout, index: number): SnapshotStore {
  files.makeDirectory(logDirectoryOf(directory, layout, index));
  const store = fileStore(directory, files, layout, index);
  store.open();
  return store;
}

function tell(
  { log }: WantedDirectory,
  event: "DirectoryUpgraded" | "PartitionsSpread",
  message: string,
  { generation, logs }: DirectoryLayout,
): void {
  log?.({ level: "info", event, message, fields: { generation, logs: logs.length } });
}
