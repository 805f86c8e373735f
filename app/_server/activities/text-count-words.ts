import { open } from "node:fs/promises";
import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, readablePath } from "./file-roots";
import { countWords } from "./words";

/** One range beyond this does not fit the memory that an activity may take. */
const RANGE_BYTES_MAX = 64 * 1024 * 1024;

/** Counts the words of one range of a text file, as `text.split` gives them. */
export function textCountWords(roots: FileRoots): Activity {
  return defineActivity({
    name: "text.countWords",
    title: "Count words",
    description: "Counts how often each word occurs in a range of a text file.",
    icon: "list-numbers",
    effects: "idempotent",
    input: z.strictObject({
      file: z.string().meta({ title: "File", description: "Begins with examples/ or files/." }),
      from: z.int().min(0).meta({ title: "From byte" }),
      to: z.int().min(0).meta({ title: "To byte", description: "Not included." }),
    }),
    output: z.strictObject({ words: z.record(z.string(), z.int()), total: z.int() }),
    run: async ({ file, from, to }) => {
      const counts = countWords(textOf(file, from, to, await readRange(roots, file, from, to)));
      let total = 0;
      for (const count of counts.values()) total += count;
      return { words: Object.fromEntries(counts), total };
    },
  });
}

async function readRange(roots: FileRoots, file: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(await readablePath(roots, file));
  try {
    const { size } = await handle.stat();
    if (from > to || to > size) {
      throw new FileRefusal(
        "PathInvalid",
        `"${file}" has ${size} bytes: there is no range from ${from} to ${to}. Take ranges from Split text.`,
      );
    }
    if (to - from > RANGE_BYTES_MAX) {
      throw new FileRefusal(
        "FileTooLarge",
        `The range from ${from} to ${to} of "${file}" is larger than ${RANGE_BYTES_MAX} bytes. Split the text into more chunks.`,
      );
    }
    const range = Buffer.alloc(to - from);
    const { bytesRead } = await handle.read(range, 0, range.length, from);
    return range.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function textOf(file: string, from: number, to: number, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw new FileRefusal(
      "NotText",
      `Bytes ${from} to ${to} of "${file}" are not UTF-8 text. Convert the file to UTF-8, and take ranges from Split text.`,
      { cause: thrown },
    );
  }
}
