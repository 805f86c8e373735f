import path from "node:path";
import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { type FileRoots, writeWhole } from "./file-roots";
import { withImage } from "./image-file";

const THUMBNAIL_QUALITY = 80;

/** Makes a small WebP of an image, upright, never larger than the original. The same again is the same file. */
export function imagesThumbnail(roots: FileRoots): Activity {
  return defineActivity({
    name: "images.thumbnail",
    title: "Make thumbnail",
    description: "Writes a small WebP version of an image and gives its path and size.",
    icon: "photo-down",
    effects: "idempotent",
    input: z.strictObject({
      folder: z.string().meta({ title: "Folder", description: "Begins with examples/ or files/." }),
      file: z.string().meta({ title: "File", description: "The name of a file in the folder." }),
      width: z.int().min(1).max(4_096).meta({ title: "Width", description: "In pixels." }),
      to: z
        .string()
        .default("files/thumbnails")
        .meta({ title: "Write to", description: "The folder for thumbnails, below files/." }),
    }),
    output: z.strictObject({ path: z.string(), width: z.int(), height: z.int(), bytes: z.int() }),
    run: async ({ folder, file, width, to }) => {
      const made = await withImage(roots, folder, file, (image) =>
        image
          .autoOrient()
          .resize({ width, withoutEnlargement: true })
          .webp({ quality: THUMBNAIL_QUALITY })
          .toBuffer({ resolveWithObject: true }),
      );
      const target = path.posix.join(to, `${file}.${width}.webp`);
      const bytes = await writeWhole(roots, target, made.data);
      return { path: target, width: made.info.width, height: made.info.height, bytes };
    },
  });
}
