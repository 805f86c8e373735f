import { mkdir, stat } from "node:fs/promises";
import path from "node:path";

/** The data directory cannot be made. */
export class DataDirUnusable extends Error {
  override readonly name = "DataDirUnusable";
}

/** Makes the data directory, and those it lies in, unless they are there. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeDirectory(path.resolve(dataDir));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataDirUnusable(
      `The data directory ${dataDir} could not be made: ${why}. Make it writable for this user, or set DATA_DIR to another one.`,
      { cause },
    );
  }
}

/**
 * One directory after the other: `mkdir` with `recursive` never returns on a file system that
 * answers "no such directory" for one that it will not make, as /proc does.
 */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const code = codeOf(error);
    const parent = path.dirname(directory);
    if (code === "EEXIST" && (await stat(directory)).isDirectory()) return;
    if (code !== "ENOENT" || parent === directory || (await isThere(parent))) throw error;
    await makeDirectory(parent);
    await mkdir(directory);
  }
}

async function isThere(directory: string): Promise<boolean> {
  try {
    await stat(directory);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
