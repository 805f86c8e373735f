import path from "node:path";
import * as z from "zod";
import { DataDirDamaged, DataDirLocked, DataDirNewer, DataDirNotWritable, DiskFailed } from "../../model/index.js";
import type { Files } from "./files.js";

/** Raised whenever an older Dacapo could misread the directory. */
export const FORMAT_VERSION = 1;

/** Who the directory belongs to, and what can never change about it. */
export interface DirectoryFormat {
  readonly formatVersion: number;
  readonly partitionCount: number;
  readonly hubId: string;
}

const formatSchema = z.looseObject({
  formatVersion: z.int().min(1),
  partitionCount: z.int().min(1).max(999),
  hubId: z.string().min(1),
});
const versionSchema = z.looseObject({ formatVersion: z.int() });

/**
 * Reads what a directory is, or makes it a data directory. `format.json` comes last and by a rename:
 * as long as it is missing the directory was never used, and its making is simply done again.
 *
 *   <dir>/lock/         who has it open (`directory-lock.ts`)
 *   <dir>/log/          the commit log
 *   <dir>/format.json   this
 */
export function openDataDirectory(
  directory: string,
  files: Files,
  fresh: { readonly partitionCount: number; readonly hubId: string },
): DirectoryFormat {
  const file = path.join(directory, "format.json");
  const log = logDirectory(directory);
  if (files.exists(file)) {
    const format = parseFormat(file, files.read(file).toString("utf8"));
    if (!files.exists(log)) {
      throw new DataDirDamaged(`${log} is missing. Restore the data directory ${directory} from a backup.`, {
        file: log,
      });
    }
    // Whoever renamed it may have died before the name was durable, and nothing may rely on one that is not.
    files.syncDirectory(directory);
    return format;
  }
  refuseOrphanedLog(log, files);
  files.makeDirectory(log);
  syncNamesAbove(directory, files);
  const format: DirectoryFormat = { formatVersion: FORMAT_VERSION, ...fresh };
  const draft = `${file}.new`;
  const handle = files.openForWriting(draft);
  try {
    const bytes = Buffer.from(`${JSON.stringify(format, null, 2)}\n`);
    handle.truncate(0);
    handle.write(bytes, 0);
    handle.sync();
  } finally {
    handle.close();
  }
  files.rename(draft, file);
  files.syncDirectory(directory);
  return format;
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
      if (/^(EACCES|EPERM|EINVAL|ENOTSUP)$/.test(errorCode(error) ?? "")) return;
      throw error;
    }
  }
}

export const logDirectory = (directory: string): string => path.join(directory, "log");

/** Turns an operating system's refusal into a sentence about the data directory. Other errors stay as they are. */
export function explainDirectoryError(error: unknown, directory: string): unknown {
  const code = errorCode(error) === "LEVEL_IO_ERROR" ? levelReason(error) : errorCode(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST") {
    return new DataDirNotWritable(
      `The data directory ${directory} cannot be written (${code}). Give this user the right to write there, or choose another directory.`,
      { directory, reason: code },
    );
  }
  if (code === "LEVEL_LOCKED") {
    return new DataDirLocked(
      `The data directory ${directory} is in use by another process, or by another hub of this one. Stop that one first, or choose another directory.`,
      { directory },
    );
  }
  return diskFailure(error) ?? error;
}

/** LevelDB tells the operating system's reason in words alone. */
function levelReason(error: unknown): string | undefined {
  const words = error instanceof Error ? error.message : "";
  if (/permission denied/i.test(words)) return "EACCES";
  if (/read-only file system/i.test(words)) return "EROFS";
  return undefined;
}

/** `DiskFailed` for an error of the operating system about space or I/O; `undefined` for anything else. */
export function diskFailure(error: unknown): DiskFailed | undefined {
  const code = errorCode(error);
  if (code === undefined || !/^(E[A-Z0-9]+|LEVEL_IO_ERROR)$/.test(code)) return undefined;
  const full =
    code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG" || /no space left/i.test((error as Error).message);
  const reason = full
    ? `The disk is full (${code}). Make space, then start it again: everything acknowledged is kept, and what runs goes on.`
    : `The disk failed (${code}). Look at the disk, then start it again: everything acknowledged is kept, and what runs goes on.`;
  return new DiskFailed(reason, { stopCode: full ? "DISK_FULL" : "DISK_FAILED", reason: code });
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

function parseFormat(file: string, text: string): DirectoryFormat {
  const json = parseJson(file, text);
  const version = versionSchema.safeParse(json);
  if (version.success && version.data.formatVersion > FORMAT_VERSION) {
    throw new DataDirNewer(
      `${file} says format ${version.data.formatVersion}; this Dacapo reads formats up to ${FORMAT_VERSION}. Start the newer Dacapo that wrote it.`,
      { file, formatVersion: version.data.formatVersion },
    );
  }
  const format = formatSchema.safeParse(json);
  if (!format.success) throw unreadable(file, z.prettifyError(format.error));
  return format.data;
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

function refuseOrphanedLog(log: string, files: Files): void {
  if (!files.exists(log)) return;
  const used = files.list(log).filter((name) => files.read(path.join(log, name)).byteLength > 0);
  if (used.length === 0) return;
  throw new DataDirDamaged(
    `${log} holds a log and format.json beside it is missing. Restore the data directory from a backup.`,
    { file: log },
  );
}
