import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { importDefinition } from "@dacapo/engine";
import { type Catalog, type Graph, typescriptFile } from "@dacapo/engine/compiler";
import { beforeAll, expect, test } from "vitest";
import { examples, programs } from "./known-graphs-for-test";
import { shop } from "./shop-for-test";
import { mistaken, sound } from "./shop-graphs-for-test";

const ROOT = process.cwd();
const about = { title: "Something", description: "", icon: "bolt" };
const echoed = {
  type: "object",
  properties: { activity: { type: "string" }, heard: { type: "string" } },
  required: ["activity", "heard"],
};

/** Everything that a graph names. What activities give is known where `knows` says so. */
function catalogOf({ nodes }: Graph, knows: boolean): Catalog {
  const activities = nodes.flatMap((node) => (node.type === "activity" ? [node.config.activity] : []));
  const workflows = nodes.flatMap((node) => (node.type === "subWorkflow" ? [node.config.workflow] : []));
  const locked = nodes.flatMap((node) =>
    node.type === "lock" ? node.config.entities.map(({ entity }) => entity) : [],
  );
  const calls = nodes.flatMap((node) =>
    node.type === "callEntity" || node.type === "signalEntity" ? [node.config] : [],
  );
  const entities = new Set([...locked, ...calls.map(({ entity }) => entity)]);
  return {
    activities: [...new Set(activities)].map((name) => ({
      ...about,
      name,
      effects: "idempotent",
      inputSchema: { type: "object" },
      ...(knows && { outputSchema: echoed }),
    })),
    workflows: [...new Set(workflows)].map((name) => ({ ...about, name, version: "c0ffee" })),
    entities: [...entities].map((name) => {
      const operations = new Set(calls.flatMap(({ entity, operation }) => (entity === name ? [operation] : [])));
      return { ...about, name, operations: [...operations].map((operation) => ({ name: operation, description: "" })) };
    }),
  };
}

const machine = importDefinition(
  {
    StartAt: "Large",
    States: {
      Large: {
        Type: "Choice",
        Choices: [{ Variable: "$.total", NumericGreaterThan: 100, Next: "Ask" }],
        Default: "Pass",
      },
      Ask: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:1:function:ask", Next: "Pass" },
      Pass: { Type: "Pass", Parameters: { "id.$": "$.id" }, End: true },
    },
  },
  "machine",
);
if (!machine.ok) throw new Error("The machine is not imported.");
const imported = machine.graph;

/** Programs that say themselves what activities give: the twin has no complaint of any of these. */
const known = ["straight-line", "try-all", "undo-in-while", "join-any-cancel", "approval-all-ports", "in-race"];

const cases: readonly (readonly [name: string, graph: Graph, catalog: Catalog])[] = [
  ...programs.map(([name, graph]) => [name, graph, catalogOf(graph, false)] as const),
  ...programs
    .filter(([name]) => known.includes(name))
    .map(([name, graph]) => [`known ${name}`, graph, catalogOf(graph, true)] as const),
  ...examples,
  ["a state machine", imported, catalogOf(imported, false)],
  ...sound.map(([name, graph]) => [name, graph, shop] as const),
];

interface TypeError {
  readonly line: number;
  readonly message: string;
}

const texts = new Map<string, readonly string[]>();
const errors = new Map<string, readonly TypeError[]>();

/** One run of the repository's own TypeScript over all files. */
beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), "dacapo-types-"));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const fileOf = new Map<string, string>();
  const all = [...cases, ...mistaken.map(([name, graph]) => [`mistaken: ${name}`, graph, shop] as const)];
  for (const [index, [name, graph, catalog]] of all.entries()) {
    const made = typescriptFile(graph, catalog);
    if (!made.ok) throw new Error(`${name}: ${made.diagnostics.map(({ message }) => message).join(" ")}`);
    texts.set(name, made.text.split("\n"));
    fileOf.set(`case-${index}.ts`, name);
    write(`case-${index}.ts`, made.text);
  }
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    moduleDetection: "force",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    paths: { "@dacapo/engine": [path.join(ROOT, "engine/dist/index.d.ts")] },
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  let told = "";
  try {
    execFileSync(
      process.execPath,
      [path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
      {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      },
    );
  } catch (thrown) {
    told = (thrown as { readonly stdout: string }).stdout;
  }
  for (const [, file = "", line, message = ""] of told.matchAll(/^(case-\d+\.ts)\((\d+),\d+\): (error .*)$/gm)) {
    const name = fileOf.get(file) ?? file;
    errors.set(name, [...(errors.get(name) ?? []), { line: Number(line), message }]);
  }
  if (told !== "" && errors.size === 0) throw new Error(told);
  rmSync(folder, { recursive: true });
}, 120_000);

test.each(cases)("%s: the exported TypeScript is sound", (name) => {
  expect(errors.get(name)).toBeUndefined();
});

test.each(mistaken)("%s: the exported TypeScript has the mistake where the drawing has it", (name, _, wrong) => {
  const lines = texts.get(`mistaken: ${name}`);
  const found = errors.get(`mistaken: ${name}`) ?? [];
  expect(found).not.toHaveLength(0);
  for (const { line } of found) expect(lines?.[line - 1]).toContain(wrong);
});
