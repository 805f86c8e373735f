import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";

/** What one list may hold; more is no list to work through in one run. */
const ENTRIES_MAX = 10_000;

const entry = z.strictObject({
  path: z.string().meta({ description: "For Read file and others." }),
  name: z.string(),
  kind: z.enum(["file", "folder"]),
  bytes: z.int(),
  modifiedAt: z.string().meta({ description: "ISO 8601." }),
});
type Entry = z.output<typeof entry>;

/** What is in a folder, sorted by path. Hidden files and links are left out. */
export function filesList(roots: FileRoots): Activity {
  return defineActivity({
    name: "files.list",
    title: "List files",
    description: "Gives the files and folders in a folder, sorted. Hidden files and links are left out.",
    icon: "folder",
    effects: "idempotent",
    input: z.strictObject({
      folder: z.string().meta({ title: "Folder", description: "files, examples, or a folder below them." }),
      deep: z.boolean().default(false).meta({ title: "With what is in folders" }),
    }),
    output: z.array(entry).meta({ title: "Files and folders" }),
    run: async ({ folder, deep }) => {
      const found: Entry[] = [];
      await collect(roots, folder.replace(/\/+$/, ""), deep, found);
      return found.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  });
}

async function collect(roots: FileRoots, folder: string, deep: boolean, found: Entry[]): Promise<void> {
  const full = await readablePath(roots, folder);
  const entries = await readdir(full, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTDIR") throw error;
    throw new FileRefusal("NotAFolder", `"${folder}" is a file. Name the folder that it lies in.`);
  });
  for (const { name, ...each } of entries.map((dirent) => ({ name: dirent.name, kind: kindOf(dirent) }))) {
    if (each.kind === undefined || name.startsWith(".")) continue;
    if (found.length >= ENTRIES_MAX) {
      throw new FileRefusal(
        "FolderTooLarge",
        `"${folder}" and what is in it has more than ${ENTRIES_MAX} entries. Name a folder further down.`,
      );
    }
    // Gone between the two looks: then it is not there.
    const facts = await stat(path.join(full, name)).catch(() => undefined);
    if (facts === undefined) continue;
    const named = `${folder}/${name}`;
    const bytes = each.kind === "file" ? facts.size : 0;
    found.push({ path: named, name, kind: each.kind, bytes, modifiedAt: facts.mtime.toISOString() });
    if (deep && each.kind === "folder") await collect(roots, named, deep, found);
  }
}

function kindOf(dirent: { isFile(): boolean; isDirectory(): boolean }): Entry["kind"] | undefined {
  if (dirent.isFile()) return "file";
  return dirent.isDirectory() ? "folder" : undefined;
}
