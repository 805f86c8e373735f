import { open } from "node:fs/promises";
import { type Activity, defineActivity } from "@dacapo/engine";
import type { Json } from "@dacapo/engine/model";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";
import { parseJson } from "./json-text";

/** What a run keeps of one file; a larger one is for activities that work on files. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** Reads a whole file into the run. */
export function filesRead(roots: FileRoots): Activity {
  return defineActivity({
    name: "files.read",
    title: "Read file",
    description: "Gives what is in a file below files/ or examples/: as text, as the value of its JSON, or in base64.",
    icon: "file-import",
    effects: "idempotent",
    input: z.strictObject({
      path: z.string().meta({ title: "Path", description: "Begins with examples/ or files/." }),
      as: z.enum(["text", "json", "base64"]).default("text").meta({ title: "Read as" }),
    }),
    output: z.strictObject({ path: z.string(), bytes: z.int(), content: z.unknown().meta({ title: "Content" }) }),
    run: async ({ path, as }) => {
      const bytes = await readWhole(roots, path);
      return { path, bytes: bytes.byteLength, content: contentOf(path, bytes, as) };
    },
  });
}

async function readWhole(roots: FileRoots, path: string): Promise<Buffer> {
  const handle = await open(await readablePath(roots, path));
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new FileRefusal("NotAFile", `"${path}" is not a file. Name a file.`);
    if (facts.size > FILE_BYTES_MAX) {
      throw new FileRefusal(
        "FileTooLarge",
        `"${path}" has ${facts.size} bytes; a run takes ${FILE_BYTES_MAX} of a file. Split it, or leave it to an activity that works on files.`,
      );
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function contentOf(path: string, bytes: Buffer, as: "text" | "json" | "base64"): Json {
  switch (as) {
    case "base64":
      return bytes.toString("base64");
    case "text":
      return textOf(path, bytes);
    case "json":
      return parseJson(textOf(path, bytes), `"${path}"`);
  }
}

function textOf(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileRefusal("NotText", `"${path}" is not text in UTF-8. Convert it, or read it as base64.`);
  }
}
