import path from "node:path";
import { ClassicLevel } from "classic-level";
import { explainDirectoryError } from "./data-directory.js";

/** Holds a data directory for one hub. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the directory, or throws `DataDirLocked`. The lock is the operating system's (LevelDB's own
 * LOCK file, an advisory lock), so it dies with the process, however that dies; a file that merely
 * exists would outlive a `kill -9` and lock out its owner.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const location = path.join(directory, "lock");
  try {
    return await open(location);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (!isCorruption(cause)) throw explainDirectoryError(cause, directory);
    // Nothing is stored in there but the lock. A crash in the middle of its making may leave it
    // unreadable; destroying it takes the lock first, so nobody else can be holding it.
    await ClassicLevel.destroy(location);
    return await open(location);
  }
}

async function open(location: string): Promise<DirectoryLock> {
  const level = new ClassicLevel(location, { cacheSize: 0, writeBufferSize: 64 * 1024 });
  await level.open();
  return { release: () => level.close() };
}

function isCorruption(error: unknown): boolean {
  return error instanceof Error && (error as Error & { code?: unknown }).code === "LEVEL_CORRUPTION";
}
