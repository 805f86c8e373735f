import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { compile, type Graph, type GraphEdge, type GraphNode } from "../src/compiler/index.js";
import { defineActivity, openHub } from "../src/index.js";
import type { HistoryEvent } from "../src/model/index.js";
import { runCode } from "./compiled-run.js";
import { catalog, simulated } from "./compiler-graphs.js";
import { linesOfLives, meaningOf } from "./reference-interpreter.js";
import { promptWorld } from "./reference-world.js";
import { temporaryDirectory } from "./support/temporary-directory.js";

const start: GraphNode = { id: "start", name: "start", type: "start", config: {} };
const activity = (name: string): GraphNode => ({
  id: name,
  name,
  type: "activity",
  config: { activity: "test.echo", input: { name: { literal: name } } },
});
const decide = (name: string, condition: string): GraphNode => ({ id: name, name, type: "if", config: { condition } });
const edge = (from: string, to: string, port: GraphEdge["port"] = "out"): GraphEdge => ({
  id: `${from}-${port}-${to}`,
  from,
  port,
  to,
});
const graphOf = (nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph => ({
  formatVersion: 1,
  name: "large",
  nodes: [start, ...nodes],
  edges: [...new Map(edges.map((each) => [each.id, each])).values()],
});

/** Numbers that look like chance and are the same every time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 4_294_967_296;
  }
}

/** Every node comes after some of the `reach` nodes before it; every other one is an if. */
function tangle(size: number, reach: number, seed: number): Graph {
  const draw = numbers(seed);
  const next = () => draw.next().value as number;
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (let index = 0; index < size; index++) {
    const name = `n${index}`;
    for (let count = 1 + Math.floor(next() * 2.5); count > 0; count--) {
      const source = nodes[Math.max(0, nodes.length - 1 - Math.floor(next() * reach))] ?? start;
      edges.push(edge(source.id, name, source.type === "if" ? (next() < 0.5 ? "true" : "false") : "out"));
    }
    nodes.push(next() < 0.5 ? decide(name, `input.${next() < 0.5 ? "yes" : "no"}`) : activity(name));
  }
  return graphOf(nodes, edges);
}

/** Each if lies in the else of the one before it, and has a node of its own. */
function ladder(depth: number): Graph {
  const steps = Array.from({ length: depth }, (_, index) => index);
  return graphOf(
    steps.flatMap((index) => [
      decide(`if${index}`, `input.step === ${index}`),
      activity(`then${index}`),
      activity(`else${index}`),
    ]),
    steps.flatMap((index) => [
      index === 0 ? edge("start", "if0") : edge(`else${index - 1}`, `if${index}`),
      edge(`if${index}`, `then${index}`, "true"),
      edge(`if${index}`, `else${index}`, "false"),
    ]),
  );
}

function codeOf(graph: Graph): string {
  const compiled = compile(graph, catalog);
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  return compiled.code;
}

describe("a thousand nodes that wait for nothing", () => {
  const directory = temporaryDirectory("compiler-size");
  const echo = defineActivity({
    name: "test.echo",
    title: "Echo",
    description: "Gives what it is given.",
    icon: "repeat",
    effects: "idempotent",
    input: z.object({ name: z.string() }),
    output: z.object({ name: z.string() }),
    run: (input) => input,
  });
  afterAll(() => directory.remove());

  test("are all asked for in one episode, whatever the engine does beside", async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    const graph = graphOf(
      names.map(activity),
      names.map((name) => edge("start", name)),
    );
    const hub = await openHub({ dir: directory.path, activities: [echo], threads: 0 });
    try {
      const { version } = await hub.client.publish(codeOf(graph));
      const { instanceId } = await hub.client.start({ version }, null);
      expect((await hub.client.wait(instanceId)).status).toBe("Completed");
      const history: HistoryEvent[] = [];
      for (let page = await hub.client.history(instanceId); page.length > 0; ) {
        history.push(...page);
        page = await hub.client.history(instanceId, { afterSeq: history.at(-1)?.seq ?? 0 });
      }
      let turn = 0;
      const turns: number[] = [];
      for (const event of history) {
        if (event.type === "TurnStarted") turn = event.turn;
        if (event.type === "ActivityScheduled") turns.push(turn);
      }
      expect(turns).toEqual(names.map(() => 1));
    } finally {
      await hub.close();
    }
  }, 60_000);
});

describe("what is large stays possible", () => {
  test.each([
    [1_000, 40],
    [1_000, 1_000],
    [5_000, 10],
  ])("a tangle of %i nodes, half of them ifs", (size, reach) => {
    expect(codeOf(tangle(size, reach, 7))).toContain(`{ node: "n`);
  });

  test("a tangle means what it did when it was small", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = tangle(60, 20, seed);
      const input = { yes: true, no: false };
      const meaning = await meaningOf(graph, input, promptWorld(simulated));
      const run = runCode(codeOf(graph), input, promptWorld(simulated));
      expect(run).toMatchObject({ status: "completed", waves: meaning.waves });
      expect(linesOfLives(run.lives)).toEqual(linesOfLives(meaning.lives));
    }
  });

  test("ifs in one another, deeper than anybody nests code", async () => {
    const graph = ladder(250);
    const meaning = await meaningOf(graph, { step: 240 }, promptWorld(simulated));
    const run = runCode(codeOf(graph), { step: 240 }, promptWorld(simulated));
    expect(run).toMatchObject({ status: "completed", waves: meaning.waves });
    expect(linesOfLives(run.lives)).toEqual(linesOfLives(meaning.lives));
    expect(codeOf(ladder(1_600))).toContain("then1599");
  });

  test("five thousand nodes in a row, and beside each other", () => {
    const names = Array.from({ length: 4_999 }, (_, index) => `n${index}`);
    const row = graphOf(
      names.map(activity),
      names.map((name, index) => edge(names[index - 1] ?? "start", name)),
    );
    expect(codeOf(row).split("\n").length).toBeGreaterThan(4_999);
    const fan = graphOf(
      names.map(activity),
      names.map((name) => edge("start", name)),
    );
    expect(codeOf(fan).match(/ctx\.all/g)).toHaveLength(1);
  });
});
