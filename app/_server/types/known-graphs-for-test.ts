import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Catalog, type Graph, graphSchema } from "@dacapo/engine/compiler";
import { createActivities } from "../activities";
import { surroundingsForTest } from "../activities/surroundings-for-test";

type Known = readonly (readonly [name: string, graph: Graph, catalog: Catalog])[];

export const NOTHING: Catalog = { activities: [], entities: [], workflows: [] };

interface File {
  readonly graph: unknown;
  readonly catalog?: Partial<Catalog> | Catalog["activities"];
}
const read = (file: string) => JSON.parse(readFileSync(path.join(process.cwd(), file), "utf8")) as File;

const PROGRAMS = "engine/test/programs";

/** The compiler's golden programs, each with what it says itself of the activities that it calls. */
export const programs: Known = readdirSync(path.join(process.cwd(), PROGRAMS))
  // In that one the activity that stands for HTTP answers as no request does.
  .filter((name) => name.endsWith(".json") && name !== "two-services.json")
  .map((name) => {
    const { graph, catalog } = read(`${PROGRAMS}/${name}`);
    const own = Array.isArray(catalog) ? { activities: catalog as Catalog["activities"] } : catalog;
    return [name.replace(".json", ""), graphSchema.parse(graph), { ...NOTHING, ...own }] as const;
  });

const activities = createActivities(surroundingsForTest({ examplesDir: "examples", filesDir: "files" })).map(
  ({ info }) => info,
);

/** The gallery's workflows, with the activities that are there. */
export const examples: Known = readdirSync(path.join(process.cwd(), "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const { graph } = read(`examples/${name}/workflow.json`);
    return [`example ${name}`, graphSchema.parse(graph), { ...NOTHING, activities }] as const;
  });
