import { describe, expect, test } from "vitest";
import { compile } from "./compile.js";
import { GRAPH_FORMAT_VERSION, type Graph, type GraphNode } from "./graph.js";

const set = (name: string, expression: string): GraphNode => ({
  id: name,
  name,
  type: "set",
  config: { fields: [{ name: "value", value: { expression } }] },
});
const delay = (name: string): GraphNode => ({
  id: name,
  name,
  type: "delay",
  config: { durationMs: { literal: 10 } },
});
const decide = (name: string, condition: string): GraphNode => ({ id: name, name, type: "if", config: { condition } });
const start: GraphNode = { id: "start", name: "start", type: "start", config: {} };
const result = (name: string, expression: string): GraphNode => ({
  id: name,
  name,
  type: "return",
  config: { value: { expression } },
});

/** `a -> b`, `a.true -> b`, one to a line. */
function graph(nodes: readonly GraphNode[], wires: string): Graph {
  const edges = wires
    .trim()
    .split("\n")
    .map((wire, index) => {
      const [source = "", to = ""] = wire.trim().split(" -> ");
      const [from = "", port = "out"] = source.split(".");
      return { id: `e${index}`, from, port: port as "out" | "true" | "false", to };
    });
  return { formatVersion: GRAPH_FORMAT_VERSION, name: "test", nodes: [...nodes], edges };
}

/** The lines between the frame of the module. */
function body(of: Graph): string {
  const compiled = compile(of, { activities: [], entities: [], workflows: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics, null, 2));
  return compiled.code.split("\n").slice(3, -2).join("\n");
}

describe("structure is recovered", () => {
  test("a diamond waits for both of its branches and runs them together", () => {
    const code = body(
      graph(
        [start, delay("a"), delay("b"), set("c", "1")],
        `start -> a
         start -> b
         a -> c
         b -> c`,
      ),
    );
    expect(code).toBe(
      [
        "  yield* ctx.all([",
        '    ctx.sleep(10, { node: "a" }),',
        '    ctx.sleep(10, { node: "b" }),',
        "  ]);",
        '  ctx.record("c", { value: 1 });',
      ].join("\n"),
    );
  });

  test("a value made in a branch and read after the join is declared before the if", () => {
    const code = body(
      graph(
        [start, decide("big", "input.n > 1"), set("a", "1"), set("b", "2"), result("done", "[a, b]")],
        `start -> big
         big.true -> a
         big.false -> b
         a -> done
         b -> done`,
      ),
    );
    expect(code).toBe(
      [
        "  let a, b;",
        '  if (ctx.decide("big", input.n > 1)) {',
        '    a = ctx.record("a", { value: 1 });',
        "  } else {",
        '    b = ctx.record("b", { value: 2 });',
        "  }",
        '  return ctx.record("done", [a, b]);',
      ].join("\n"),
    );
  });

  test("a graph that is not nested becomes forks that wait for just what they need", () => {
    const code = body(
      graph(
        [start, delay("a"), delay("b"), delay("c"), delay("d")],
        `start -> a
         start -> b
         a -> c
         a -> d
         b -> d`,
      ),
    );
    expect(code).toContain("const aDone = ctx.fork(function* () {");
    expect(code).toContain("const dDone = ctx.fork(function* () {\n    yield* ctx.all([aDone, bDone]);");
    expect(code).toContain("yield* ctx.all([cDone, dDone]);");
  });

  test("a node that lives only if an inner branch was taken is guarded by that branch", () => {
    const code = body(
      graph(
        [
          start,
          decide("p", "input.p"),
          decide("q", "input.q"),
          set("x", "1"),
          set("y", "2"),
          set("z", "3"),
          set("j", "4"),
        ],
        `start -> p
         p.true -> q
         q.true -> x
         q.false -> y
         p.false -> z
         x -> j
         z -> j`,
      ),
    );
    expect(code).toContain("if (q === false) {");
    expect(code).toContain('  } else {\n    if (q) {\n      ctx.record("x"');
  });
});
