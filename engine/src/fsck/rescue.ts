import path from "node:path";
import type { Files } from "../storage/file/files.js";

/**
 * Copies files into a directory, durably, before anybody changes them. Files of one name get a number in
 * front. The answer says which copy is whose.
 */
export function copyInto(directory: string, originals: readonly string[], files: Files): ReadonlyMap<string, string> {
  files.makeDirectory(directory);
  const copies = new Map<string, string>();
  for (const original of originals) {
    const name = path.basename(original);
    const isTaken = files.exists(path.join(directory, name));
    const copy = path.join(directory, isTaken ? `${copies.size}-${name}` : name);
    writeWhole(copy, files.read(original), files);
    copies.set(original, copy);
  }
  for (const each of [directory, path.dirname(directory), path.dirname(path.dirname(directory))]) {
    files.syncDirectory(each);
  }
  return copies;
}

/** Writes a file whole, and waits until its content is durable. */
export function writeWhole(name: string, bytes: Buffer, files: Files): void {
  const file = files.openForWriting(name);
  try {
    file.truncate(0);
    file.write(bytes, 0);
    file.sync();
  } finally {
    file.close();
  }
}
