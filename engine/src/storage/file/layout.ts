import path from "node:path";
import * as z from "zod";
import { DataDirDamaged, DataDirNewer, type PartitionId, partitionId } from "../../model/index.js";
import type { Files } from "./files.js";

/** Raised whenever an older Dacapo could misread the directory. */
export const FORMAT_VERSION = 2;

/**
 * What a data directory is, as its `format.json` says:
 *
 *   <dir>/lock/                 who has it open (`directory-lock.ts`)
 *   <dir>/format.json           this
 *   <dir>/logs/<gen>-<index>/   a commit log, and the manifest of its partitions' newest snapshot
 *   <dir>/partitions/<nnn>/     what a partition does not hold in memory
 *   <dir>/payloads/             large texts, each once
 */
export interface DirectoryLayout {
  /** Fixed when the directory is made. */
  readonly partitionCount: number;
  readonly hubId: string;
  /** Counts how often the partitions were spread over logs, from 1. */
  readonly generation: number;
  /** The partitions of each log. */
  readonly logs: readonly (readonly PartitionId[])[];
}

export type FoundDirectory =
  | { readonly kind: "new" }
  /** Dacapo 0.1.0: one log for all partitions, and nothing else. */
  | { readonly kind: "version1"; readonly partitionCount: number; readonly hubId: string }
  | { readonly kind: "layout"; readonly layout: DirectoryLayout };

const partitionCountSchema = z.int().min(1).max(999);
const version1Schema = z.looseObject({
  formatVersion: z.literal(1),
  partitionCount: partitionCountSchema,
  hubId: z.string().min(1),
});
const layoutSchema = z.looseObject({
  formatVersion: z.literal(FORMAT_VERSION),
  partitionCount: partitionCountSchema,
  hubId: z.string().min(1),
  generation: z.int().min(1),
  logs: z.array(z.array(z.int().min(0)).min(1)).min(1),
});
const versionSchema = z.looseObject({ formatVersion: z.int() });

/** The log of a directory of format 1. */
export const firstLogDirectory = (directory: string): string => path.join(directory, "log");
export const partitionsDirectory = (directory: string): string => path.join(directory, "partitions");
export const payloadsDirectory = (directory: string): string => path.join(directory, "payloads");
const logsDirectory = (directory: string): string => path.join(directory, "logs");
const formatFile = (directory: string): string => path.join(directory, "format.json");

export function logDirectoryOf(
  directory: string,
  { generation }: { readonly generation: number },
  index: number,
): string {
  return path.join(logsDirectory(directory), `${generation}-${index}`);
}

/** Partition p goes to log p modulo the number of threads; there are no more logs than partitions. */
export function planLogs(partitionCount: number, threadCount: number): readonly (readonly PartitionId[])[] {
  const logs: PartitionId[][] = Array.from({ length: Math.min(threadCount, partitionCount) }, () => []);
  for (let partition = 0; partition < partitionCount; partition++) {
    logs[partition % logs.length]?.push(partitionId(partition));
  }
  return logs;
}

/** Reads what a directory is. Throws `DataDirDamaged` or `DataDirNewer`. */
export function findDirectory(directory: string, files: Files): FoundDirectory {
  const file = formatFile(directory);
  if (!files.exists(file)) {
    refuseOrphans(directory, files);
    return { kind: "new" };
  }
  // Whoever renamed it may have died before the name was durable, and nothing may rely on one that is not.
  files.syncDirectory(directory);
  const found = parse(file, files.read(file).toString("utf8"));
  for (const log of logsOf(directory, found)) {
    if (files.exists(log)) continue;
    throw new DataDirDamaged(`${log} is missing. Restore the data directory ${directory} from a backup.`, {
      file: log,
    });
  }
  return found;
}

/**
 * Makes the directory what the layout says. `format.json` comes last and by a rename: until it is
 * there, the directory is what it was before.
 */
export function writeLayout(directory: string, files: Files, layout: DirectoryLayout): void {
  for (const [index] of layout.logs.entries()) files.makeDirectory(logDirectoryOf(directory, layout, index));
  files.makeDirectory(partitionsDirectory(directory));
  files.makeDirectory(payloadsDirectory(directory));
  files.syncDirectory(logsDirectory(directory));
  files.syncDirectory(directory);
  syncNamesAbove(directory, files);
  const draft = `${formatFile(directory)}.new`;
  const handle = files.openForWriting(draft);
  try {
    handle.truncate(0);
    handle.write(Buffer.from(`${JSON.stringify({ formatVersion: FORMAT_VERSION, ...layout }, null, 2)}\n`), 0);
    handle.sync();
  } finally {
    handle.close();
  }
  files.rename(draft, formatFile(directory));
  files.syncDirectory(directory);
}

/** Removes the logs of layouts that are no more. A directory may be left behind, empty. */
export function removeOldLogs(directory: string, files: Files, layout: DirectoryLayout): void {
  const current = new Set(layout.logs.map((_, index) => logDirectoryOf(directory, layout, index)));
  const logs = files.list(logsDirectory(directory)).map((name) => path.join(logsDirectory(directory), name));
  for (const log of [firstLogDirectory(directory), ...logs]) {
    if (current.has(log) || !files.exists(log)) continue;
    for (const name of files.list(log)) files.remove(path.join(log, name));
  }
}

function logsOf(directory: string, found: FoundDirectory): readonly string[] {
  switch (found.kind) {
    case "new":
      return [];
    case "version1":
      return [firstLogDirectory(directory)];
    case "layout":
      return found.layout.logs.map((_, index) => logDirectoryOf(directory, found.layout, index));
  }
}

function parse(file: string, text: string): FoundDirectory {
  const json = parseJson(file, text);
  const version = versionSchema.safeParse(json);
  if (!version.success) throw unreadable(file, z.prettifyError(version.error));
  const { formatVersion } = version.data;
  if (formatVersion > FORMAT_VERSION) {
    throw new DataDirNewer(
      `${file} says format ${formatVersion}; this Dacapo reads formats up to ${FORMAT_VERSION}. Start the newer Dacapo that wrote it.`,
      { file, formatVersion },
    );
  }
  if (formatVersion === 1) {
    const first = version1Schema.safeParse(json);
    if (!first.success) throw unreadable(file, z.prettifyError(first.error));
    return { kind: "version1", partitionCount: first.data.partitionCount, hubId: first.data.hubId };
  }
  const parsed = layoutSchema.safeParse(json);
  if (!parsed.success) throw unreadable(file, z.prettifyError(parsed.error));
  const { partitionCount, hubId, generation, logs } = parsed.data;
  const named = logs.flat().sort((a, b) => a - b);
  if (named.length !== partitionCount || named.some((partition, index) => partition !== index)) {
    throw unreadable(file, `its logs do not name each of the ${partitionCount} partitions once`);
  }
  return {
    kind: "layout",
    layout: { partitionCount, hubId, generation, logs: logs.map((log) => log.map(partitionId)) },
  };
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(file: string, why: string): DataDirDamaged {
  return new DataDirDamaged(`${file} cannot be read: ${why}. Restore the data directory from a backup.`, { file });
}

/** A log without the file that says what it is was not made by an opening that was cut short: that one leaves it empty. */
function refuseOrphans(directory: string, files: Files): void {
  const first = firstLogDirectory(directory);
  const logs = logsDirectory(directory);
  const later = files.exists(logs) ? files.list(logs).map((name) => path.join(logs, name)) : [];
  for (const log of [first, ...later]) {
    if (!files.exists(log) || files.list(log).every((name) => files.size(path.join(log, name)) === 0)) continue;
    throw new DataDirDamaged(
      `${log} holds a log and format.json beside it is missing. Restore the data directory from a backup.`,
      { file: log },
    );
  }
}

/**
 * The directory, and some above it, may be as new as what is in it, or have been made by an opening that
 * was cut short. A file that is durable under a name that is not is gone after a power failure.
 */
function syncNamesAbove(directory: string, files: Files): void {
  for (let below = path.resolve(directory); path.dirname(below) !== below; below = path.dirname(below)) {
    try {
      files.syncDirectory(path.dirname(below));
    } catch (error) {
      // What we may not read, or what its file system cannot sync, is none that we have made.
      const { code } = error as { readonly code?: unknown };
      if (typeof code === "string" && /^(EACCES|EPERM|EINVAL|ENOTSUP)$/.test(code)) return;
      throw error;
    }
  }
}
