import { memoryFiles } from "../storage/memory/memory-files.js";
import type { Hub } from "./hub.js";
import { type HubOptions, openPlace } from "./open-hub.js";

/**
 * As {@link HubOptions}, without what is about a disk or about threads: memory is one process's, and files in it
 * cannot cross threads.
 */
export type MemoryHubOptions = Omit<
  HubOptions,
  "dir" | "threads" | "threadMemoryMbMax" | "flushPath" | "opening" | "files"
>;

/**
 * Opens a hub that writes to no disk: for tests of orchestrations, entities and activities. It is the same engine with
 * the same log, snapshots and large texts, in the opener's thread, over files in memory. It begins empty, nobody else
 * sees it, and what it holds is gone when it is closed: only that nothing is lost is not promised. Throws `InvalidInput`
 * as `openHub` does.
 */
export async function openHubInMemory(options: MemoryHubOptions = {}): Promise<Hub> {
  return openPlace({ threads: 0, ...options, dir: "/memory", files: memoryFiles() }, async (dir, files) => {
    files.makeDirectory(dir);
    return { release: async () => undefined };
  });
}
