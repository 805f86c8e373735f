// Image recognition: a folder of pictures is looked through, each picture by an orchestration of its own. What a
// picture is, is read from its bytes; what cannot be read is put aside with the reason. An entity keeps the album.
import fs from "node:fs/promises";
import path from "node:path";
import { defineActivity, defineEntity, orchestration } from "@dacapo/engine";
import * as z from "zod";
import { pictureFacts } from "./picture-facts.mjs";

const facts = z.object({
  format: z.string(),
  width: z.number(),
  height: z.number(),
  isGreyscale: z.boolean(),
  hasAlpha: z.boolean(),
});

export const listPictures = defineActivity({
  name: "listPictures",
  title: "List pictures",
  description: "The names of the files in a folder, in order.",
  icon: "photo",
  effects: "idempotent",
  input: z.object({ folder: z.string() }),
  output: z.array(z.string()),
  run: async ({ folder }) => {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  },
});

export const readPicture = defineActivity({
  name: "readPicture",
  title: "Read picture",
  description: "Reads format, size and colours of a picture. Fails for a file that is no picture or is damaged.",
  icon: "photo-search",
  effects: "idempotent",
  input: z.object({ folder: z.string(), file: z.string() }),
  output: facts,
  run: async ({ folder, file }) => pictureFacts(await fs.readFile(path.join(folder, file))),
});

export const labelShape = defineActivity({
  name: "labelShape",
  title: "Label shape",
  description: "Says what shape a picture has.",
  icon: "aspect-ratio",
  effects: "idempotent",
  input: facts,
  output: z.array(z.string()),
  run: ({ width, height }) => {
    const shape =
      width >= 2 * height ? "panorama" : width > height ? "landscape" : width < height ? "portrait" : "square";
    return Math.max(width, height) <= 64 ? [shape, "icon"] : [shape];
  },
});

export const labelColours = defineActivity({
  name: "labelColours",
  title: "Label colours",
  description: "Says how a picture is coloured.",
  icon: "palette",
  effects: "idempotent",
  input: facts,
  output: z.array(z.string()),
  run: ({ isGreyscale, hasAlpha }) => [isGreyscale ? "greyscale" : "colour", ...(hasAlpha ? ["transparent"] : [])],
});

/** Which pictures have a label, and which could not be read. */
export const album = defineEntity({
  name: "album",
  initialState: () => ({ byLabel: {}, refused: {} }),
  operations: {
    add(ctx, { file, labels }) {
      for (const label of labels) ctx.state.byLabel[label] = [...(ctx.state.byLabel[label] ?? []), file].sort();
    },
    refuse(ctx, { file, reason }) {
      ctx.state.refused[file] = reason;
    },
  },
});

export const recognizePicture = orchestration("recognizePicture", function* (ctx, { folder, file, album: key }) {
  const album = ctx.entity("album", key);
  let read;
  try {
    read = yield* ctx.call("readPicture", { folder, file }, { retry: { maxAttempts: 3, firstDelayMs: 50 } });
  } catch (error) {
    yield* ctx.callEntity(album, "refuse", { file, reason: error.message });
    return { file, refused: error.code };
  }
  const found = yield* ctx.all([ctx.call("labelShape", read), ctx.call("labelColours", read)]);
  const labels = found.flat();
  yield* ctx.callEntity(album, "add", { file, labels });
  return { file, labels };
});

export const recognizeFolder = orchestration("recognizeFolder", function* (ctx, { folder, album }) {
  const files = yield* ctx.call("listPictures", { folder });
  return yield* ctx.all(files.map((file) => ctx.callSub("recognizePicture", { folder, file, album })));
});
