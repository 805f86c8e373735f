import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import type { ExampleCard, Json } from "../api-types";
import type { Services } from "../services";

const exampleSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string(),
  graph: graphSchema,
  layout: layoutSchema,
  sampleInput: z.json().exactOptional(),
});

/** An example as its file has it, with the server's own address filled in. */
export interface Example extends ExampleCard {
  readonly sampleInput?: Json;
}

export async function listExamples(services: Services): Promise<readonly ExampleCard[]> {
  const examples = await readExamples(services);
  return examples.map(({ exampleId, title, description, graph, layout }) => ({
    exampleId,
    title,
    description,
    graph,
    layout,
  }));
}

/** Reads `examples/<id>/workflow.json`, in the order of the folders' names. */
export async function readExamples({ examplesDir, origin }: Services): Promise<readonly Example[]> {
  if (!existsSync(examplesDir)) return [];
  const entries = await readdir(examplesDir, { withFileTypes: true });
  const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const withWorkflow = ids.filter((id) => existsSync(path.join(examplesDir, id, "workflow.json"))).sort();
  return Promise.all(
    withWorkflow.map(async (exampleId) => {
      const file = path.join(examplesDir, exampleId, "workflow.json");
      const parsed = exampleSchema.safeParse(parseJson(await readFile(file, "utf8"), file));
      if (!parsed.success) throw new Error(`The example ${file} is malformed: ${z.prettifyError(parsed.error)}`);
      const { sampleInput, ...card } = parsed.data;
      return {
        exampleId,
        ...card,
        ...(sampleInput !== undefined && { sampleInput: withOrigin(sampleInput, origin) }),
      };
    }),
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`The example ${file} is not JSON.`, { cause });
  }
}

/** Puts the server's own address where an example says `{{origin}}`: its services are part of this server. */
export function withOrigin(value: Json, origin: string): Json {
  if (typeof value === "string") return value.replaceAll("{{origin}}", origin);
  if (Array.isArray(value)) return value.map((item: Json) => withOrigin(item, origin));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withOrigin(member, origin)]));
}
