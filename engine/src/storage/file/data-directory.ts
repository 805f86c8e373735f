import { DataDirLocked, DataDirNotWritable, DiskFailed } from "../../model/index.js";

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
