import { type Activity, defineActivity } from "@dacapo/engine";
import * as z from "zod";
import { type FileRoots, writeWhole } from "./file-roots";

/** Stores a value as a JSON file, whole or not at all. Writing the same value again changes nothing. */
export function filesWriteJson(roots: FileRoots): Activity {
  return defineActivity({
    name: "files.writeJson",
    title: "Write JSON file",
    description: "Stores a value as a JSON file below files/.",
    icon: "file-code",
    effects: "idempotent",
    input: z.strictObject({
      path: z.string().meta({ title: "Path", description: "Begins with files/, such as files/results/tea.json." }),
      value: z.unknown().meta({ title: "Value", description: "Any JSON." }),
    }),
    output: z.strictObject({ path: z.string(), bytes: z.int() }),
    run: async ({ path, value }) => ({
      path,
      bytes: await writeWhole(roots, path, `${JSON.stringify(value ?? null, null, 2)}\n`),
    }),
  });
}
