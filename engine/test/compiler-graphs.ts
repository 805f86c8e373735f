import fc from "fast-check";
import {
  type Catalog,
  check,
  GRAPH_FORMAT_VERSION,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type NodeType,
} from "../src/compiler/index.js";
import { canonicalJson, type Json } from "../src/model/index.js";

/** How one node is drawn; numbers are taken modulo what there is to choose from. */
interface Draft {
  readonly type: NodeType;
  readonly id: number;
  readonly container: number;
  readonly before: readonly { readonly back: number; readonly port: boolean }[];
  readonly reads: readonly number[];
  readonly knob: number;
}

const draft = (types: readonly { readonly weight: number; readonly type: NodeType }[]): fc.Arbitrary<Draft> =>
  fc.record({
    type: fc.oneof(...types.map(({ weight, type }) => ({ weight, arbitrary: fc.constant(type) }))),
    id: fc.nat(9_999),
    container: fc.nat(5),
    before: fc.array(fc.record({ back: fc.nat(7), port: fc.boolean() }), { minLength: 1, maxLength: 3 }),
    reads: fc.array(fc.nat(30), { maxLength: 3 }),
    knob: fc.nat(11),
  });

const TYPES = [
  { weight: 6, type: "activity" },
  { weight: 5, type: "if" },
  { weight: 2, type: "set" },
  { weight: 2, type: "delay" },
  { weight: 2, type: "forEach" },
  { weight: 2, type: "return" },
  { weight: 1, type: "http" },
] as const;

/** What a run of a generated graph is given: how its ifs decide, and what its loops go through. */
export interface Given {
  readonly flags: readonly boolean[];
  readonly items: readonly number[];
}

export const given: fc.Arbitrary<Given> = fc.record({
  flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  items: fc.array(fc.nat(3), { maxLength: 3 }),
});

/** Graphs without errors, of any shape: branches that meet where they like, ifs, loops in loops, returns. */
export const graphs = (nodesMax = 14): fc.Arbitrary<Graph> =>
  fc.array(draft(TYPES), { minLength: 1, maxLength: nodesMax }).map(graphFrom);

export const catalog: Catalog = {
  entities: [],
  workflows: [],
  activities: [
    {
      name: "test.echo",
      title: "Echo",
      description: "Gives back what it is given.",
      icon: "repeat",
      effects: "idempotent" as const,
      inputSchema: { type: "object" },
    },
  ],
};

/** Everything that a graph names, as its catalog. */
export function catalogFor(graph: Graph): Catalog {
  const about = { title: "Something", description: "", icon: "bolt" };
  const activities = graph.nodes.flatMap((node) => (node.type === "activity" ? [node.config.activity] : []));
  const workflows = graph.nodes.flatMap((node) => (node.type === "subWorkflow" ? [node.config.workflow] : []));
  const operations = new Map<string, Set<string>>();
  for (const node of graph.nodes) {
    if (node.type === "lock")
      for (const { entity } of node.config.entities) operations.set(entity, operations.get(entity) ?? new Set());
    if (node.type !== "callEntity" && node.type !== "signalEntity") continue;
    const { entity, operation } = node.config;
    operations.set(entity, (operations.get(entity) ?? new Set()).add(operation));
  }
  return {
    activities: [...new Set(activities)].map((name) => ({
      ...about,
      name,
      effects: "idempotent" as const,
      inputSchema: { type: "object" },
    })),
    entities: [...operations].map(([name, known]) => ({
      ...about,
      name,
      operations: [...known].map((operation) => ({ name: operation, description: "" })),
    })),
    workflows: [...new Set(workflows)].map((name) => ({ ...about, name, version: VERSION })),
  };
}

const VERSION = "c0ffee".padEnd(64, "0");

/** What activities do in the simulated world: something that tells one input from another. */
export const simulated = (activity: string, input: unknown): unknown => ({
  activity,
  heard: canonicalJson(input as Json),
});

function graphFrom(drafts: readonly Draft[]): Graph {
  const start: GraphNode = { id: "start", name: "start", type: "start", config: {} };
  const nodes: GraphNode[] = [start];
  const edges: GraphEdge[] = [];
  const ids = new Set(["start"]);
  const containers: (string | undefined)[] = [undefined];

  for (const [index, each] of drafts.entries()) {
    // Ids in no order at all, so that the order of ids is not the order of causes.
    let id = `n${each.id}`;
    while (ids.has(id)) id += "x";
    ids.add(id);
    const parent = containers[each.container % containers.length];
    const siblings = nodes.filter((node) => node.parent === parent && node.type !== "return");
    const common = { id, name: `v${index}`, ...(parent !== undefined && { parent }) };
    const wires = edgesInto(id, each, siblings, parent !== undefined);
    edges.push(...wires);
    nodes.push(nodeFrom(common, each, readableIn(nodes, edges, id, parent), nodes));
    if (each.type === "forEach") containers.push(id);
  }
  // A container is not empty.
  for (const container of containers) {
    if (container === undefined || nodes.some((node) => node.parent === container)) continue;
    const id = `${container}-in`;
    nodes.push({
      id,
      name: `in_${container}`,
      parent: container,
      type: "delay",
      config: { durationMs: { literal: 1 } },
    });
  }
  return withoutClashes({ formatVersion: GRAPH_FORMAT_VERSION, name: "generated", nodes, edges });
}

/** At the top a node always comes after something; in a container it may begin. */
function edgesInto(id: string, each: Draft, siblings: readonly GraphNode[], mayBegin: boolean): GraphEdge[] {
  const wires = new Map<string, GraphEdge>();
  for (const { back, port } of each.before) {
    const choice = mayBegin ? back % (siblings.length + 1) : back % siblings.length;
    const source = siblings[siblings.length - 1 - choice];
    if (source === undefined) continue;
    const from = { from: source.id, port: source.type === "if" ? (port ? "true" : "false") : "out" } as const;
    const wire = `${from.from}-${from.port}-${id}`;
    wires.set(wire, { id: wire, ...from, to: id });
  }
  return [...wires.values()];
}

/** The names a node may read by the design's rule: what comes before it, here and around its containers. */
function readableIn(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  id: string,
  parent: string | undefined,
): readonly string[] {
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of edges) if (edge.to === at && !found.has(edge.from)) open.push(edge.from) && found.add(edge.from);
  }
  const names = nodes.filter((node) => found.has(node.id) && node.type !== "start").map((node) => node.name);
  const container = nodes.find((node) => node.id === parent);
  if (container?.type !== "forEach") return names;
  const { itemName, indexName } = container.config;
  return [
    ...names,
    itemName,
    ...(indexName === undefined ? [] : [indexName]),
    ...readableIn(nodes, edges, container.id, container.parent),
  ];
}

function nodeFrom(
  common: { readonly id: string; readonly name: string; readonly parent?: string },
  { type, reads, knob }: Draft,
  names: readonly string[],
  nodes: readonly GraphNode[],
): GraphNode {
  const chosen = names.length === 0 ? [] : reads.map((read) => names[read % names.length] as string);
  const list = { expression: `[${chosen.join(", ")}]` };
  switch (type) {
    case "start":
    case "set":
      return {
        ...common,
        type: "set",
        config: {
          fields: [{ name: "heard", value: list }, ...(knob > 5 ? [{ name: "knob", value: { literal: knob } }] : [])],
        },
      };
    case "return":
      return { ...common, type, config: { value: knob === 0 ? { literal: null } : list } };
    case "delay":
      return {
        ...common,
        type,
        config: { durationMs: knob > 5 ? { expression: `${list.expression}.length` } : { literal: knob } },
      };
    case "activity":
      return { ...common, type, config: { activity: "test.echo", input: { heard: list, knob: { literal: knob } } } };
    case "http":
      return {
        ...common,
        type,
        config: {
          method: "POST",
          url: { literal: "https://example.com/" },
          query: { knob: { literal: knob } },
          body: list,
        },
      };
    case "if": {
      const [name] = chosen;
      const flag = `input.flags[${knob % 8}]`;
      return {
        ...common,
        type,
        config: {
          condition:
            name === undefined || knob > 8
              ? flag
              : `${flag} === (${name} == null || ${name} === true || ${name} % 2 === 1)`,
        },
      };
    }
    case "forEach": {
      const [name] = chosen;
      const items =
        knob > 5
          ? "input.items"
          : `[${[1, 2, 3].slice(0, knob % 4).join(", ")}${name === undefined ? "" : `, ${name}`}]`;
      const number = nodes.length;
      return {
        ...common,
        type,
        config: {
          items: items.replace("[, ", "["),
          itemName: `item${number}`,
          ...(knob % 2 === 0 && { indexName: `index${number}` }),
          ...(knob % 3 === 0 && { maxConcurrency: 1 + (knob % 4) }),
        },
      };
    }
    default:
      throw new Error(`no ${type} is drawn here`);
  }
}

/** Returns that could live together become set nodes, until none could. */
function withoutClashes(graph: Graph): Graph {
  const clashing = new Set(
    check(graph, catalog).flatMap(({ code, nodeId }) => (code === "several-returns" ? [nodeId] : [])),
  );
  if (clashing.size === 0) return graph;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      if (node.type !== "return" || !clashing.has(node.id)) return node;
      return { ...node, type: "set", config: { fields: [{ name: "value", value: node.config.value }] } };
    }),
  };
}
