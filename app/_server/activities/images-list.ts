import { readdir } from "node:fs/promises";
import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";

/** The files of a folder by name: always in the same order, whatever the file system's own is. */
export function imagesList(roots: FileRoots): Activity {
  return defineActivity({
    name: "images.list",
    title: "List image files",
    description: "Gives the names of the files in a folder, sorted. Hidden files, links and folders are left out.",
    icon: "folder-open",
    effects: "idempotent",
    input: z.strictObject({
      folder: z.string().meta({ title: "Folder", description: "Begins with examples/ or files/." }),
    }),
    output: z.array(z.string()).meta({ title: "File names" }),
    run: async ({ folder }) => {
      const entries = await readdir(await readablePath(roots, folder), { withFileTypes: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOTDIR") throw error;
          throw new FileRefusal("NotAFolder", `"${folder}" is a file. Name the folder that it lies in.`);
        },
      );
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map((entry) => entry.name);
      return names.sort();
    },
  });
}
