import { type FileHandle, open } from "node:fs/promises";
import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";

const WINDOW_BYTES = 64 * 1024;

/**
 * Cuts a text into ranges of bytes of about the same length. A cut lies on a blank, tab or line end,
 * which is inside no word and inside no character of UTF-8: each range can be read on its own. The
 * ranges are data enough; the text itself stays in its file and out of the run's history.
 */
export function textSplit(roots: FileRoots): Activity {
  return defineActivity({
    name: "text.split",
    title: "Split text",
    description: "Cuts a text file into ranges of about the same length, between words.",
    icon: "cut",
    effects: "idempotent",
    input: z.strictObject({
      file: z.string().meta({ title: "File", description: "Begins with examples/ or files/." }),
      chunks: z
        .int()
        .min(1)
        .max(10_000)
        .meta({ title: "Chunks", description: "How many; fewer if the text is short." }),
    }),
    output: z
      .array(z.strictObject({ index: z.int(), from: z.int(), to: z.int() }))
      .meta({ title: "Ranges", description: "Bytes from (included) and to (not included), in order." }),
    run: async ({ file, chunks }) => {
      const handle = await open(await readablePath(roots, file));
      try {
        const facts = await handle.stat();
        if (!facts.isFile()) throw new FileRefusal("NotAFile", `"${file}" is a folder. Name a text file in it.`);
        return rangesBetween(await cuts(handle, facts.size, chunks), facts.size);
      } finally {
        await handle.close();
      }
    },
  });
}

async function cuts(handle: FileHandle, bytes: number, chunks: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let chunk = 1; chunk < chunks; chunk++) {
    const ideal = Math.floor((bytes * chunk) / chunks);
    const cut = await nextBlank(handle, Math.max(ideal, found.at(-1) ?? 0), bytes);
    if (cut >= bytes) break;
    if (cut > (found.at(-1) ?? 0)) found.push(cut);
  }
  return found;
}

async function nextBlank(handle: FileHandle, from: number, bytes: number): Promise<number> {
  const window = Buffer.allocUnsafe(WINDOW_BYTES);
  for (let at = from; at < bytes; ) {
    const { bytesRead } = await handle.read(window, 0, WINDOW_BYTES, at);
    if (bytesRead === 0) return bytes;
    const blank = window.subarray(0, bytesRead).findIndex((byte) => byte === 0x20 || byte === 0x0a || byte === 0x09);
    if (blank >= 0) return at + blank;
    at += bytesRead;
  }
  return bytes;
}

function rangesBetween(found: readonly number[], bytes: number): { index: number; from: number; to: number }[] {
  if (bytes === 0) return [];
  const edges = [0, ...found, bytes];
  return edges.slice(1).map((to, index) => ({ index, from: edges[index] ?? 0, to }));
}
