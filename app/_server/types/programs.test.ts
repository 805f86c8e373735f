import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { importDefinition } from "@dacapo/engine";
import {
  type Catalog,
  type GraphNode,
  graphSchema,
  nodeExpressions,
  typeDiagnostics,
  typedProgram,
} from "@dacapo/engine/compiler";
import { afterAll, expect, test } from "vitest";
import { createActivities } from "../activities";
import { surroundingsForTest } from "../activities/surroundings-for-test";
import { createTypeChecker } from "./type-checker";

const checker = createTypeChecker(process.cwd());
afterAll(() => checker.close());

const folder = fileURLToPath(new URL("../../../engine/test/programs/", import.meta.url));
const nothing: Catalog = { activities: [], entities: [], workflows: [] };
const programs = readdirSync(folder)
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

const activities = createActivities(surroundingsForTest({ examplesDir: "examples", filesDir: "files" })).map(
  ({ info }) => info,
);
const examplesFolder = fileURLToPath(new URL("../../../examples/", import.meta.url));
const examples = readdirSync(examplesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const { graph } = JSON.parse(readFileSync(`${examplesFolder}${name}/workflow.json`, "utf8")) as { graph: unknown };
    return [name, graphSchema.parse(graph), { ...nothing, activities }] as const;
  });

/** A state machine with conditions, a loop and a failure that is caught: each expression of it calls the language's rules. */
const machine = importDefinition(
  {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.orders",
        ItemProcessor: {
          StartAt: "Large",
          States: {
            Large: {
              Type: "Choice",
              Choices: [{ Variable: "$.total", NumericGreaterThan: 100, Next: "Ask" }],
              Default: "Pass",
            },
            Ask: {
              Type: "Task",
              Resource: "arn:aws:lambda:us-east-1:1:function:ask",
              Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 2 }],
              Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Pass" }],
              End: true,
            },
            Pass: { Type: "Pass", Parameters: { "id.$": "$.id" }, End: true },
          },
        },
        End: true,
      },
    },
  },
  "machine",
);
if (!machine.ok) throw new Error("The machine is not imported.");
const graphs = [...programs, ...examples, ["a state machine", machine.graph, nothing] as const];

test.each(graphs)(
  "%s: what is wrong with a type is told of a node's expression, never of the text around it",
  async (_, graph, catalog) => {
    const program = typedProgram(graph, catalog);
    const findings = await checker.check(program);
    const told = typeDiagnostics(program, findings);
    const guarded = program.places.filter(({ plainFrom }) => plainFrom !== undefined).length;
    if (guarded === 0) expect(told.map(({ message }) => message)).toHaveLength(findings.length);
    // These run as they are: nothing in them is told of that is no mistake.
    expect(told).toEqual([]);
    const texts = (node: GraphNode) => [...nodeExpressions(node).map(({ field }) => field), "config.source"];
    const expressions = graph.nodes.flatMap((node) => texts(node).map((field) => `${node.id} ${field}`));
    for (const { nodeId, field } of program.places) expect(expressions).toContain(`${nodeId} ${field}`);
  },
);
