import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Catalog,
  type GraphNode,
  graphSchema,
  nodeExpressions,
  typeDiagnostics,
  typedProgram,
} from "@dacapo/engine/compiler";
import { afterAll, expect, test } from "vitest";
import { createTypeChecker } from "./type-checker";

const checker = createTypeChecker(process.cwd());
afterAll(() => checker.close());

const folder = fileURLToPath(new URL("../../../engine/test/programs/", import.meta.url));
const nothing: Catalog = { activities: [], entities: [], workflows: [] };
const graphs = readdirSync(folder)
  // In that one the activity that stands for HTTP answers as no request does.
  .filter((name) => name.endsWith(".json") && name !== "two-services.json")
  .map((name) => {
    const program = JSON.parse(readFileSync(`${folder}${name}`, "utf8")) as {
      graph: unknown;
      catalog?: Partial<Catalog>;
    };
    const catalog = Array.isArray(program.catalog)
      ? { ...nothing, activities: program.catalog as Catalog["activities"] }
      : { ...nothing, ...program.catalog };
    return [name, graphSchema.parse(program.graph), catalog] as const;
  });

test.each(graphs)(
  "%s: what is wrong with a type is told of a node's expression, never of the text around it",
  async (_, graph, catalog) => {
    const program = typedProgram(graph, catalog);
    const findings = await checker.check(program);
    const told = typeDiagnostics(program, findings);
    const guarded = program.places.filter(({ plainFrom }) => plainFrom !== undefined).length;
    if (guarded === 0) expect(told.map(({ message }) => message)).toHaveLength(findings.length);
    // These programs run: nothing in them can never fit.
    expect(told.filter(({ severity }) => severity === "error")).toEqual([]);
    const texts = (node: GraphNode) => [...nodeExpressions(node).map(({ field }) => field), "config.source"];
    const expressions = graph.nodes.flatMap((node) => texts(node).map((field) => `${node.id} ${field}`));
    for (const { nodeId, field } of program.places) expect(expressions).toContain(`${nodeId} ${field}`);
  },
);
