import path from "node:path";
import type { Files, ReadableFile, WritableFile } from "../file/files.js";
import { FileContent } from "./file-content.js";

/**
 * A file system of this process alone, gone with it: everything is durable at once, and no disk is touched. The log,
 * the snapshots and the large texts of a hub are written to it by the code that writes them to a disk.
 */
export function memoryFiles(): Files {
  const contents = new Map<string, FileContent>();
  const directories = new Set<string>();

  const needDirectory = (directory: string): void => {
    if (!directories.has(directory) && directory !== path.dirname(directory)) throw notThere(directory);
  };
  const need = (name: string): FileContent => {
    const content = contents.get(name);
    if (content === undefined) throw notThere(name);
    return content;
  };
  const files: Files = {
    makeDirectory: (directory) => {
      for (let at = directory; at !== path.dirname(at); at = path.dirname(at)) directories.add(at);
    },
    list: (directory) => {
      needDirectory(directory);
      return [...directories, ...contents.keys()]
        .filter((name) => path.dirname(name) === directory)
        .map((name) => path.basename(name));
    },
    exists: (name) => contents.has(name) || directories.has(name),
    size: (name) => need(name).bytes.byteLength,
    // A copy, as a disk gives one: whoever reads a whole file keeps it.
    read: (name) => Buffer.from(need(name).bytes),
    openForReading: (name) => readableFile(need(name)),
    openForWriting: (name) => {
      needDirectory(path.dirname(name));
      const content = contents.get(name) ?? new FileContent();
      contents.set(name, content);
      return writableFile(content);
    },
    rename: (from, to) => {
      const content = need(from);
      needDirectory(path.dirname(to));
      contents.delete(from);
      contents.set(to, content);
    },
    remove: (name) => {
      need(name);
      contents.delete(name);
    },
    removeLater: async (name) => files.remove(name),
    syncDirectory: needDirectory,
    syncDirectoryLater: async (directory) => needDirectory(directory),
  };
  return files;
}

function readableFile(content: FileContent): ReadableFile {
  return {
    read: (offset, length) => Buffer.from(content.bytes.subarray(offset, offset + length)),
    close: () => undefined,
  };
}

function writableFile(content: FileContent): WritableFile {
  return {
    write: (bytes, offset) => content.write(offset, bytes),
    writeLater: async (bytes, offset) => content.write(offset, bytes),
    truncate: (length) => content.resize(length),
    sync: () => undefined,
    syncLater: async () => undefined,
    close: () => undefined,
  };
}

function notThere(name: string): Error {
  return Object.assign(new Error(`ENOENT: there is no ${name} in the memory file system.`), { code: "ENOENT" });
}
