import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";

/** An image file beyond this is refused before it is read. */
const IMAGE_BYTES_MAX = 64 * 1024 * 1024;

/** Reads one file of a folder. `file` is a name, not a path: what a folder's list gave. */
export async function readImageFile(roots: FileRoots, folder: string, file: string): Promise<Buffer> {
  if (file === "" || file === "." || path.basename(file) !== file) {
    throw new FileRefusal(
      "PathInvalid",
      `"${file}" is not a file name. Give the name alone, and its folder in folder.`,
    );
  }
  const full = await readablePath(roots, path.posix.join(folder, file));
  const facts = await stat(full);
  if (!facts.isFile()) throw new FileRefusal("NotAFile", `"${file}" in ${folder} is not a file. Name a file.`);
  if (facts.size > IMAGE_BYTES_MAX) {
    throw new FileRefusal(
      "FileTooLarge",
      `"${file}" has ${facts.size} bytes; an image may have ${IMAGE_BYTES_MAX}. Make it smaller first.`,
    );
  }
  return readFile(full);
}

/** Works on an image. What the image library throws becomes a refusal: the same bytes would be refused again. */
export async function withImage<Result>(
  roots: FileRoots,
  folder: string,
  file: string,
  work: (image: Sharp) => Promise<Result>,
): Promise<Result> {
  const data = await readImageFile(roots, folder, file);
  try {
    return await work(sharp(data, { failOn: "error" }));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FileRefusal(
      "NotAnImage",
      `"${file}" in ${folder} could not be read as an image: ${oneLine(why)}. Look at its metadata first, and leave out what is not supported.`,
      { cause: thrown },
    );
  }
}

/** The image library reports over several lines, and often the same twice. */
export function oneLine(message: string): string {
  const lines = new Set(message.trim().split(/\s*\n\s*/));
  return [...lines].join("; ").replace(/\.$/, "");
}
