import fs from "node:fs";
import path from "node:path";

/** How much the files of a directory and of those below it hold, in megabytes. @param {string} directory */
export function directoryMb(directory) {
  let bytes = 0;
  for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
    // A file may go between the listing and the look: the engine is at work.
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) bytes += fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes / 2 ** 20;
}
