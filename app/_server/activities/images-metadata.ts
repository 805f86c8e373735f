import { type Activity, defineActivity } from "@dacapo/engine";
import sharp from "sharp";
import * as z from "zod";
import type { FileRoots } from "./file-roots";
import { oneLine, readImageFile } from "./image-file";

const FORMATS: ReadonlySet<string> = new Set(["jpeg", "png", "webp"]);

const output = z.strictObject({
  file: z.string(),
  supported: z.boolean().meta({ description: "A JPEG, PNG or WebP image that decodes from end to end." }),
  format: z.string().optional(),
  width: z.int().optional().meta({ description: "In pixels, as the image is shown: turned as its camera says." }),
  height: z.int().optional(),
  bytes: z.int(),
  problem: z.string().optional().meta({ description: "Why the file is not supported." }),
});

/** Looks at one image. A file that is broken, or no image, is an answer here and not a failure. */
export function imagesMetadata(roots: FileRoots): Activity {
  return defineActivity({
    name: "images.metadata",
    title: "Read image metadata",
    description: "Gives format and size of an image, and whether it can be worked on.",
    icon: "info-square",
    effects: "idempotent",
    input: z.strictObject({
      folder: z.string().meta({ title: "Folder", description: "Begins with examples/ or files/." }),
      file: z.string().meta({ title: "File", description: "The name of a file in the folder." }),
    }),
    output,
    run: async ({ folder, file }) => describe(file, await readImageFile(roots, folder, file)),
  });
}

async function describe(file: string, data: Buffer): Promise<z.input<typeof output>> {
  const known = { file, bytes: data.byteLength };
  if (data.byteLength === 0) {
    return { ...known, supported: false, problem: `${file} is empty. Get a whole copy of it.` };
  }
  const facts = await sharp(data)
    .metadata()
    .catch((thrown: unknown) => thrown as Error);
  if (facts instanceof Error) {
    return {
      ...known,
      supported: false,
      problem: `${file} is in no image format that is known here. Convert it to JPEG, PNG or WebP.`,
    };
  }
  const size = { format: facts.format, width: facts.autoOrient.width, height: facts.autoOrient.height };
  if (!FORMATS.has(facts.format)) {
    return {
      ...known,
      ...size,
      supported: false,
      problem: `${file} is a ${facts.format.toUpperCase()} image. Convert it to JPEG, PNG or WebP.`,
    };
  }
  const broken = await whyBroken(data);
  if (broken === undefined) return { ...known, ...size, supported: true };
  return {
    ...known,
    ...size,
    supported: false,
    problem: `${file} is broken (${oneLine(broken)}). Get a whole copy of it.`,
  };
}

/**
 * Metadata stands at the front of a file: only decoding it tells whether the rest is there. Decoding
 * into a few pixels reads every byte and keeps none. The library's statistics would read them all,
 * too, but miss a truncated file now and then when several are looked at at once.
 */
async function whyBroken(data: Buffer): Promise<string | undefined> {
  return sharp(data, { failOn: "error", sequentialRead: true })
    .resize(8, 8, { fit: "fill" })
    .raw()
    .toBuffer()
    .then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
}
