import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { FileRefusal } from "./file-refusal";
import { type FileRoots, writeWhole } from "./file-roots";

const input = z.strictObject({
  path: z.string().meta({ title: "Path", description: "Begins with files/, such as files/results/tea.txt." }),
  content: z.unknown().meta({ title: "Content", description: "A text; for JSON any value." }),
  as: z.enum(["text", "json", "base64"]).default("text").meta({ title: "Write as" }),
  ifThere: z
    .enum(["replace", "fail"])
    .default("replace")
    .meta({ title: "If the file is there", description: "Replace it, or fail unless it holds the same already." }),
});

/** Stores a file, whole or not at all. Writing the same again changes nothing. */
export function filesWrite(roots: FileRoots): Activity {
  return defineActivity({
    name: "files.write",
    title: "Write file",
    description: "Stores a text, a value as JSON, or bytes in base64 as a file below files/.",
    icon: "file-export",
    effects: "idempotent",
    input,
    output: z.strictObject({ path: z.string(), bytes: z.int() }),
    run: async (given) => ({
      path: given.path,
      bytes: await writeWhole(roots, given.path, dataOf(given), { isNew: given.ifThere === "fail" }),
    }),
  });
}

function dataOf({ path, content, as }: z.output<typeof input>): string | Uint8Array {
  if (as === "json") return `${JSON.stringify(content ?? null, null, 2)}\n`;
  if (typeof content !== "string") {
    throw new FileRefusal(
      "ContentInvalid",
      `"${path}" was not written: its content is no text. Give a text, or write it as JSON.`,
    );
  }
  if (as === "text") return content;
  const bare = content.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(bare) || bare.length % 4 === 1) {
    throw new FileRefusal("ContentInvalid", `"${path}" was not written: its content is not base64. Write it as text.`);
  }
  return Buffer.from(bare, "base64");
}
