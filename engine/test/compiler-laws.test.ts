import { parse } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonicalGraph,
  compile,
  deadNodes,
  type Graph,
  type GraphNode,
  graphSchema,
  type Port,
  readableNames,
  type SourceMap,
} from "../src/compiler/index.js";
import { runCode } from "./compiled-run.js";
import { catalog, given, graphs, simulated } from "./compiler-graphs.js";
import { type Life, linesOfLives, meaningOf } from "./reference-interpreter.js";
import { promptWorld } from "./reference-world.js";

const world = promptWorld(simulated);
const RUNS = Number(process.env.COMPILER_RUNS ?? 200);

function compiled(graph: Graph): { readonly code: string; readonly sourceMap: SourceMap } {
  const result = compile(graph, catalog);
  if (!result.ok) throw new Error(result.diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  return result;
}

/** The same items in an order that the seed decides. */
const shuffled = <Item>(items: readonly Item[], seed: number): Item[] =>
  items
    .map((item, index) => ({ item, key: Math.imul(seed + index, 2_654_435_761) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const renamed = (graph: Graph, from: string, to: string): Graph =>
  graphSchema.parse(
    JSON.parse(JSON.stringify(graph), (key, value: unknown) => {
      if (["id", "from", "to", "parent", "type"].includes(key) || typeof value !== "string") return value;
      return value.replaceAll(new RegExp(`\\b${from}\\b`, "g"), to);
    }),
  );

describe("the same graph gives the same bytes", () => {
  test("in whatever order a file lists its nodes and edges, and whatever is noted at them", () => {
    fc.assert(
      fc.property(graphs(), fc.nat(), (graph, seed) => {
        const nodes = shuffled(graph.nodes, seed).map((node): GraphNode => ({ ...node, notes: "looked at again" }));
        const other = { ...graph, nodes, edges: shuffled(graph.edges, seed + 1) };
        expect(compiled(other)).toEqual(compiled(graph));
      }),
      { numRuns: RUNS },
    );
  });

  test("renaming a node changes the lines that name it, and no others", () => {
    fc.assert(
      fc.property(
        graphs(),
        fc.nat(),
        fc.constantFrom("q", "aNodeWithAVeryLongNameThatFillsHalfOfALineByItself"),
        (graph, pick, to) => {
          const node = graph.nodes[pick % graph.nodes.length] as GraphNode;
          const before = compiled(graph).code.split("\n");
          const after = compiled(renamed(graph, node.name, to)).code.split("\n");
          expect(after.length).toBe(before.length);
          for (const [index, line] of before.entries()) {
            if (line === after[index]) continue;
            expect(line).toContain(node.name);
            expect(after[index]).toContain(to);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("its canonical text is the same, too, and reads back as the graph", () => {
    fc.assert(
      fc.property(graphs(), fc.nat(), (graph, seed) => {
        const text = canonicalGraph(graph);
        const { formatVersion, name, nodes, edges } = graph;
        expect(
          canonicalGraph({ edges: shuffled(edges, seed), nodes: shuffled(nodes, seed), name, formatVersion }),
        ).toBe(text);
        expect(canonicalGraph(graphSchema.parse(JSON.parse(text)))).toBe(text);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the source map", () => {
  test("leads from each node to lines that name it, and from each line to its node", () => {
    fc.assert(
      fc.property(graphs(), (graph) => {
        const { code, sourceMap } = compiled(graph);
        const lines = code.split("\n");
        expect(sourceMap.nodeOfLine).toHaveLength(lines.length - 1);
        for (const node of graph.nodes) {
          const ranges = sourceMap.linesOfNode[node.id] ?? [];
          expect(ranges).not.toEqual([]);
          const own = ranges.flatMap(({ from, to }) => lines.slice(from - 1, to)).join("\n");
          if (node.type !== "start") expect(own).toContain(`"${node.name}"`);
          for (const { from, to } of ranges) {
            expect(from).toBeLessThanOrEqual(to);
            if (node.type === "forEach") continue;
            for (let line = from; line <= to; line++) expect(sourceMap.nodeOfLine[line - 1]).toBe(node.id);
          }
        }
        for (const [index, id] of sourceMap.nodeOfLine.entries()) {
          const line = index + 1;
          if (id === null) continue;
          expect(sourceMap.linesOfNode[id]?.some(({ from, to }) => from <= line && line <= to)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("maps every line on which a node's expression stands", () => {
    fc.assert(
      fc.property(graphs(), (graph) => {
        const { code, sourceMap } = compiled(graph);
        for (const [index, line] of code.split("\n").entries()) {
          if (/ctx\.(?:call|sleep|record|decide|forEach)\(/.test(line))
            expect(sourceMap.nodeOfLine[index]).not.toBeNull();
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("counts the lines of expressions that have several", () => {
    const graph = graphSchema.parse({
      formatVersion: 1,
      name: "lines",
      nodes: [
        { id: "start", name: "start", type: "start", config: {} },
        {
          id: "n1",
          name: "first",
          type: "set",
          config: { fields: [{ name: "a", value: { expression: "`x\r\ny`\r" } }] },
        },
        { id: "n2", name: "second", type: "return", config: { value: { expression: "[\n  first,\n]" } } },
      ],
      edges: [
        { id: "e1", from: "start", port: "out", to: "n1" },
        { id: "e2", from: "n1", port: "out", to: "n2" },
      ],
    });
    const { code, sourceMap } = compiled(graph);
    const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
    expect(sourceMap.nodeOfLine).toHaveLength(lines.length - 1);
    expect(lines[(sourceMap.linesOfNode.n2?.[0]?.from ?? 0) - 1]).toContain('ctx.record("second"');
    expect(runCode(code, null, world).output).toBe('[{"a":"x\\ny"}]');
  });
});

test("the code is a module with one export and no loop", () => {
  fc.assert(
    fc.property(graphs(), (graph) => {
      const { code } = compiled(graph);
      const program = parse(code, { ecmaVersion: 2023, sourceType: "module" });
      expect(program.body.map((each) => each.type)).toEqual(["ImportDeclaration", "ExportDefaultDeclaration"]);
      expect(code).not.toMatch(/\b(?:for|while|switch)\b/);
    }),
    { numRuns: RUNS },
  );
});

/** Where a node lived, as one text. */
const key = (node: string, path: readonly number[]) => [node, ...path].join("/");
const depthOf = (graph: Graph, node: GraphNode): number => {
  const parent = graph.nodes.find((each) => each.id === node.parent);
  return parent === undefined ? 0 : 1 + depthOf(graph, parent);
};

test("deadNodes names just the nodes that the decisions of a passage leave dead", async () => {
  await fc.assert(
    fc.asyncProperty(graphs(), given, async (graph, input) => {
      const { lives } = await meaningOf(graph, input, world);
      const lived = new Set(lives.map(({ node, path }) => key(node, path)));
      for (const [container, path] of passages(graph, lives)) {
        const inside = graph.nodes.filter((node) => node.parent === container);
        const decisions = new Map<string, Port>();
        for (const node of inside) {
          const life = lives.find((each) => each.type === "if" && key(each.node, each.path) === key(node.name, path));
          if (life !== undefined) decisions.set(node.id, JSON.parse(life.said) as Port);
        }
        const dead = deadNodes(graph, decisions);
        for (const node of inside) {
          if (node.type !== "start") expect(dead.has(node.id)).toBe(!lived.has(key(node.name, path)));
        }
      }
    }),
    { numRuns: RUNS },
  );
});

/** Every run through a level: the top, and each iteration of each loop. */
function passages(graph: Graph, lives: readonly Life[]): readonly (readonly [string | undefined, readonly number[]])[] {
  const iterations = lives.flatMap(({ node, path, type, said }) => {
    if (type !== "forEach") return [];
    const id = graph.nodes.find((each) => each.name === node)?.id;
    return (JSON.parse(said) as unknown[]).map((_, index) => [id, [...path, index]] as const);
  });
  return [[undefined, []], ...iterations];
}

test("a name that is certain was never skipped when its reader lives", async () => {
  await fc.assert(
    fc.asyncProperty(graphs(), given, async (graph, input) => {
      const { lives } = await meaningOf(graph, input, world);
      const lived = new Set(lives.map(({ node, path }) => key(node, path)));
      for (const { node: name, path } of lives) {
        const node = graph.nodes.find((each) => each.name === name) as GraphNode;
        for (const readable of readableNames(graph, node.id)) {
          const giver = graph.nodes.find((each) => each.name === readable.name);
          if (readable.kind !== "node" || giver === undefined || !readable.certain) continue;
          expect(lived).toContain(key(giver.name, path.slice(0, depthOf(graph, giver))));
        }
      }
    }),
    { numRuns: RUNS },
  );
});

test("an activity that fails fails the run at once, and nothing was done that the drawing does not say", async () => {
  await fc.assert(
    fc.asyncProperty(graphs(), given, fc.nat(), async (graph, input, pick) => {
      const { lives } = await meaningOf(graph, input, world);
      const working = lives.filter((life) => life.type === "activity");
      const broken = working[pick % working.length];
      fc.pre(broken !== undefined);
      const failing = (activity: string, heard: unknown) => {
        if (JSON.stringify(heard) === broken?.said) throw new Error("it broke");
        return simulated(activity, heard);
      };
      const run = runCode(compiled(graph).code, input, promptWorld(failing));
      const first = Math.min(...working.filter((life) => life.said === broken?.said).map((life) => life.wave));
      expect(run).toMatchObject({ status: "failed", failure: "it broke", waves: first + 1 });
      const said = new Set(linesOfLives(lives));
      for (const line of linesOfLives(run.lives)) expect(said).toContain(line);
    }),
    { numRuns: RUNS },
  );
});
