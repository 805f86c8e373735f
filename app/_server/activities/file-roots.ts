import { link, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { FileRefusal } from "./file-refusal";

/** The two folders that activities know. Everything else on the machine does not exist for them. */
export interface FileRoots {
  /** The examples that come with Dacapo; read only. Paths into it begin with `examples/`. */
  readonly examplesDir: string;
  /** What runs read and write. Paths into it begin with `files/`. */
  readonly filesDir: string;
}

/**
 * The file or folder that a path such as `examples/word-count/persuasion.txt` names, as an absolute
 * path. Throws {@link FileRefusal} when it is not there, or when it leads out of its root, be it by
 * `..` or by a symbolic link.
 */
export async function readablePath(roots: FileRoots, named: string): Promise<string> {
  const { root, full } = resolveIn(roots, named);
  const real = await realpath(full).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") {
      throw new FileRefusal("FileNotFound", `There is no "${named}". Correct the path, or put the file there.`);
    }
    throw error;
  });
  await mustLieIn(root, real, named);
  return real;
}

/**
 * Writes a whole file under `files/`, or leaves what was there: nobody ever sees half of it. With `isNew` a file that is there
 * already is refused, unless it holds these very bytes: then an earlier attempt wrote it.
 */
export async function writeWhole(
  roots: FileRoots,
  named: string,
  data: string | Uint8Array,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<number> {
  const full = await writablePath(roots, named);
  const unfinished = path.join(path.dirname(full), `.${path.basename(full)}.${crypto.randomUUID()}.part`);
  try {
    const file = await open(unfinished, "wx");
    try {
      await file.writeFile(data);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (isNew) await linkNew(unfinished, full, named);
    else await rename(unfinished, full);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}

/** A link is made or refused in one step; to look first and rename then would let two writers both win. */
async function linkNew(unfinished: string, full: string, named: string): Promise<void> {
  try {
    await link(unfinished, full);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const [own, there] = await Promise.all([readFile(unfinished), readFile(full)]);
    if (!own.equals(there)) {
      throw new FileRefusal(
        "FileExists",
        `"${named}" is there already, with something else in it. Choose another name, or let the node replace it.`,
      );
    }
  }
  await rm(unfinished, { force: true });
}

/** Where a file below `files/` can be written; its folder is made. Throws {@link FileRefusal}. */
export async function writablePath(roots: FileRoots, named: string): Promise<string> {
  const { root, full } = resolveIn(roots, named);
  if (root !== roots.filesDir) {
    throw new FileRefusal("PathReadOnly", `"${named}" cannot be written: examples are read only. Write below files/.`);
  }
  if (full === root) {
    throw new FileRefusal(
      "PathInvalid",
      `"${named}" is the folder itself. Name a file in it, such as files/result.json.`,
    );
  }
  await mkdir(root, { recursive: true });
  const folder = path.dirname(full);
  await mustLieIn(root, await realpath(await nearestExisting(folder)), named);
  await mkdir(folder, { recursive: true });
  await mustLieIn(root, await realpath(folder), named);
  const there = await lstat(full).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there !== undefined && !there.isFile()) {
    throw new FileRefusal(
      "PathInvalid",
      `"${named}" is a folder or a link and cannot be written over. Choose another name.`,
    );
  }
  return full;
}

function resolveIn(roots: FileRoots, named: string): { readonly root: string; readonly full: string } {
  const [first, ...rest] = named.split("/");
  const root = first === "examples" ? roots.examplesDir : first === "files" ? roots.filesDir : undefined;
  if (root === undefined) {
    throw new FileRefusal(
      "PathInvalid",
      `"${named}" begins neither with examples/ nor with files/, and workflows see no other folder. Begin it with one of them.`,
    );
  }
  if (named.includes("\0") || rest.some((part) => part === "..")) {
    throw new FileRefusal(
      "PathOutside",
      `"${named}" leads out of its folder. Take ".." and control characters out of it.`,
    );
  }
  return { root, full: path.join(root, ...rest) };
}

async function nearestExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    return nearestExisting(parent);
  }
}

async function mustLieIn(root: string, real: string, named: string): Promise<void> {
  const realRoot = await realpath(root);
  if (real === realRoot || real.startsWith(realRoot + path.sep)) return;
  throw new FileRefusal(
    "PathOutside",
    `"${named}" is a link that leads out of its folder. Put the file itself there instead.`,
  );
}
