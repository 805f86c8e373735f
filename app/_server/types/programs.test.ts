import { importDefinition } from "@dacapo/engine";
import { type GraphNode, nodeExpressions, typeDiagnostics, typedProgram } from "@dacapo/engine/compiler";
import { afterAll, expect, test } from "vitest";
import { examples, NOTHING, programs } from "./known-graphs-for-test";
import { createTypeChecker } from "./type-checker";

const checker = createTypeChecker(process.cwd());
afterAll(() => checker.close());

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
const graphs = [...programs, ...examples, ["a state machine", machine.graph, NOTHING] as const];

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
