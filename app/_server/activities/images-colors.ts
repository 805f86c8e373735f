import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { dominantColors } from "./dominant-colors";
import type { FileRoots } from "./file-roots";
import { withImage } from "./image-file";

/** Colours are counted on a picture of at most this many pixels a side: enough to see, cheap to count. */
const SIDE_MAX = 96;

/** Finds the colours that an image is mostly made of. The same image gives the same colours. */
export function imagesColors(roots: FileRoots): Activity {
  return defineActivity({
    name: "images.colors",
    title: "Find dominant colours",
    description: "Gives the colours that an image is mostly made of, and their shares.",
    icon: "palette",
    effects: "idempotent",
    input: z.strictObject({
      folder: z.string().meta({ title: "Folder", description: "Begins with examples/ or files/." }),
      file: z.string().meta({ title: "File", description: "The name of a file in the folder." }),
      count: z.int().min(1).max(16).default(5).meta({ title: "How many" }),
    }),
    output: z
      .array(z.strictObject({ hex: z.string(), share: z.number() }))
      .meta({ title: "Colours", description: "Most frequent first; shares are of the visible pixels." }),
    run: async ({ folder, file, count }) => {
      const data = await withImage(roots, folder, file, (image) =>
        image
          .autoOrient()
          .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: "inside", withoutEnlargement: true })
          .toColourspace("srgb")
          .ensureAlpha()
          .raw()
          .toBuffer(),
      );
      return [...dominantColors(data, count)];
    },
  });
}
