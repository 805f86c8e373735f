import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Catalog,
  type Graph,
  type GraphNode,
  readableNames,
  typedProgram,
  typescriptFile,
} from "../src/compiler/index.js";
import { catalogFor, graphs } from "./compiler-graphs.js";
import { scopeGraphs } from "./compiler-scope-graphs.js";

const ENGINE = path.dirname(import.meta.dirname);
const GRAPHS = 60;

const inputSchema = {
  type: "object",
  properties: {
    flags: { type: "array", items: { type: "boolean" } },
    items: { type: "array", items: { type: "number" } },
  },
  required: ["flags", "items"],
};
const outputSchema = {
  type: "object",
  properties: { heard: { type: "string" }, note: { type: "string" } },
  required: ["heard"],
};

const typedCatalog = (graph: Graph): Catalog => {
  const catalog = catalogFor(graph);
  return { ...catalog, activities: catalog.activities.map((activity) => ({ ...activity, outputSchema })) };
};

/** The graph, reading all that it may, as its kind and its certainty let it: what is certain is read from as it is. */
function reading(graph: Graph): Graph {
  const typeOf = new Map(graph.nodes.map((node) => [node.name, node.type]));
  const reads = (node: GraphNode, field: string): string => {
    const read = readableNames(graph, node.id, field).flatMap(({ name, kind, certain }) => {
      const dot = certain ? "." : "?.";
      if (kind === "failure" || kind === "error") return [`${name}${dot}code`];
      if (kind !== "node") return [name];
      switch (typeOf.get(name)) {
        case "activity":
          return [`${name}${dot}heard`, `[1].map(() => ${name}${dot}heard)`, `${name}?.note?.length`];
        case "approval":
          return [`${name}${dot}approved`];
        case "set":
          return [`Object.keys(${certain ? name : `${name} ?? {}`})`];
        default:
          return [name];
      }
    });
    return `[${read.join(", ")}]`;
  };
  const skipped = (node: GraphNode): string =>
    readableNames(graph, node.id, "config.condition")
      .filter(({ kind, certain }) => kind === "node" && !certain)
      .map(({ name }) => ` && ${name} !== undefined`)
      .join("");
  const nodes = graph.nodes.map((node): GraphNode => {
    switch (node.type) {
      case "set":
        return {
          ...node,
          config: { fields: [{ name: "read", value: { expression: reads(node, "config.fields.0.value") } }] },
        };
      case "return":
        return { ...node, config: { ...node.config, value: { expression: reads(node, "config.value") } } };
      case "if":
        return { ...node, config: { condition: `${reads(node, "config.condition")}.length > 2${skipped(node)}` } };
      case "forEach":
        return { ...node, config: { ...node.config, items: "input.items.map((n) => ({ n, text: `${n}` }))" } };
      default:
        return node;
    }
  });
  return { ...graph, inputSchema, nodes };
}

/** The names of the files in the folder that TypeScript has something to say of. */
function complaints(folder: string, options: object): ReadonlySet<string> {
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    moduleDetection: "force",
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    typeRoots: [path.join(ENGINE, "../node_modules/@types")],
    paths: { "@dacapo/engine": [path.join(ENGINE, "src/index.ts")] },
    ...options,
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  try {
    execFileSync(process.execPath, [path.join(ENGINE, "../node_modules/typescript/bin/tsc"), "-p", folder], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return new Set();
  } catch (thrown) {
    const { stdout } = thrown as { readonly stdout: string };
    const files = new Set([...stdout.matchAll(/^(\w+\.ts)\(\d+,\d+\): error /gm)].map(([, file = ""]) => file));
    if (files.size === 0) throw new Error(stdout);
    return files;
  }
}

test("what the twin of a graph has nothing to say of, strict TypeScript takes", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "dacapo-laws-"));
  const [exported, twins] = [path.join(folder, "exported"), path.join(folder, "twins")];
  for (const each of [exported, twins]) mkdirSync(each);
  const drawn = [
    ...fc.sample(graphs(), { numRuns: GRAPHS, seed: 1 }),
    ...fc.sample(scopeGraphs(), { numRuns: GRAPHS, seed: 1 }),
  ];
  for (const [index, graph] of drawn.map(reading).entries()) {
    const file = typescriptFile(graph, typedCatalog(graph));
    if (!file.ok) throw new Error(file.diagnostics.map(({ message }) => message).join("\n"));
    writeFileSync(path.join(exported, `g${index}.ts`), file.text);
    const [twin] = typedProgram(graph, typedCatalog(graph)).files;
    // What code gives is told in files of its own.
    const text = twin?.text.replaceAll(/typeof import\("[^"]*"\)\.default/g, "() => any") ?? "";
    writeFileSync(path.join(twins, `g${index}.ts`), text);
  }
  const strict = complaints(exported, { strict: true, exactOptionalPropertyTypes: true });
  const told = complaints(twins, { strictNullChecks: true, strict: false });
  expect([...strict].filter((file) => !told.has(file))).toEqual([]);
  // Most graphs are sound: the law is not kept by having nothing to say it of.
  expect(told.size).toBeLessThan(drawn.length / 3);
  rmSync(folder, { recursive: true });
});
