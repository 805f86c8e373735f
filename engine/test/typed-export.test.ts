import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Catalog, compile, type Graph, graphSchema, typescriptFile } from "../src/compiler/index.js";
import type { Json, JsonObject } from "../src/model/index.js";
import { catalogFor } from "./compiler-graphs.js";

/**
 * Graphs as TypeScript with types. The files are checked with the rest of the tests' code; read the difference, and run
 * with UPDATE_GOLDEN=1 if it is meant. What a file must be sound for, and what not, `app/_server/types` tests.
 */
const FOLDER = path.join(import.meta.dirname, "typed-programs");
const PROGRAMS = path.join(import.meta.dirname, "programs");

const SHOWN = [
  "approval-all-ports",
  "code",
  "entities",
  "for-each-collect",
  "http-settings",
  "in-race",
  "join-any-cancel",
  "straight-line",
  "sub-workflow",
  "switch-shared",
  "try-all",
  "undo-in-while",
  "wait-for-event",
  "while-beside",
];

/** What a value like this one is. */
function schemaOf(value: Json): JsonObject {
  if (Array.isArray(value)) return { type: "array", ...(value[0] !== undefined && { items: schemaOf(value[0]) }) };
  if (typeof value !== "object" || value === null) return { type: typeof value };
  const properties = Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, part]) => [key, schemaOf(part ?? null)]),
  );
  return { type: "object", properties, required: Object.keys(properties) };
}

/** What every activity of the programs' world gives. */
const outputSchema = {
  type: "object",
  properties: { activity: { type: "string" }, heard: { type: "string" } },
  required: ["activity", "heard"],
};

function programOf(name: string): { readonly graph: Graph; readonly catalog: Catalog } {
  const file = JSON.parse(readFileSync(path.join(PROGRAMS, `${name}.json`), "utf8")) as {
    readonly graph: unknown;
    readonly input?: Json;
    readonly runs?: readonly { readonly input: Json }[];
  };
  const graph = graphSchema.parse(file.graph);
  const input = file.input ?? file.runs?.[0]?.input;
  const catalog = catalogFor(graph);
  return {
    graph: { ...graph, ...(input !== undefined && input !== null && { inputSchema: schemaOf(input) }) },
    catalog: { ...catalog, activities: catalog.activities.map((activity) => ({ ...activity, outputSchema })) },
  };
}

const typed = (graph: Graph, catalog: Catalog): string => {
  const file = typescriptFile(graph, catalog);
  return file.ok ? file.text : file.diagnostics.map(({ message }) => message).join("\n");
};

describe.each(SHOWN)("%s", (name) => {
  const { graph, catalog } = programOf(name);

  test("becomes the file that is expected", () => {
    const text = typed(graph, catalog);
    const expected = path.join(FOLDER, `${name}.ts`);
    if (process.env.UPDATE_GOLDEN === "1" || !existsSync(expected)) writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
  });

  test("is the same, in whatever order it was drawn", () => {
    const turned = { ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(typed(turned, catalog)).toBe(typed(graph, catalog));
  });

  test("leaves the stored code alone", () => {
    const before = compile(graph, catalog);
    typed(graph, catalog);
    expect(before.ok && before.code).toBe(readFileSync(path.join(PROGRAMS, `${name}.expected.ts`), "utf8"));
  });
});

test("a graph with errors has no file, but its problems", () => {
  const { graph } = programOf("straight-line");
  const file = typescriptFile(graph, { activities: [], entities: [], workflows: [] });
  expect(file.ok).toBe(false);
  expect(!file.ok && file.diagnostics.map(({ code }) => code)).toContain("activity-unknown");
});
