import type { Graph, GraphEdge, GraphNode, NodeOf, Value } from "../src/compiler/index.js";
import { canonicalJson, decodeJson, encodeJson, type JsonText } from "../src/model/index.js";

/**
 * What a graph means. It walks the drawing itself, one node at a time, with a clock that counts
 * waves: an activity and a timer take one, everything else takes none. It is slow and plain, so that
 * it can be read beside the design; compiled code must do exactly what it does.
 */

/** One node that lived, once: an iteration of a container is a life of its own. */
export interface Life {
  readonly node: string;
  readonly path: readonly number[];
  /** The wave in which it began. */
  readonly wave: number;
  readonly type: GraphNode["type"];
  /** What it asked for or said: an activity's input, a loop's items, the port, the value. JSON text. */
  readonly said: string;
}

export interface Meaning {
  readonly lives: readonly Life[];
  /** JSON text. */
  readonly output: string;
  /** The wave in which everything had settled. */
  readonly waves: number;
}

/** The lives of a run as lines in an order of their own; what a return records looks like any record. */
export const linesOfLives = (lives: readonly Life[]): readonly string[] =>
  lives
    .filter((life) => life.type !== "start")
    .map(({ node, path, wave, type, said }) => {
      const kind = type === "return" ? "set" : type;
      return `${[node, ...path].join("/")} ${kind} @${wave} ${kind === "delay" ? "" : canonical(said)}`;
    })
    .sort();

/** The order of keys is nobody's meaning. */
const canonical = (said: string): string => canonicalJson(decodeJson(said as JsonText) ?? null);

/** What an activity gives for an input, in the simulated world. */
export type Simulated = (activity: string, input: unknown) => unknown;

interface Settled {
  readonly value: unknown;
  readonly alive: boolean;
  readonly wave: number;
  readonly port?: string;
}

interface Passage {
  readonly values: ReadonlyMap<string, unknown>;
  readonly path: readonly number[];
  readonly wave: number;
}

export function meaningOf(graph: Graph, input: unknown, simulated: Simulated): Meaning {
  const lives: Life[] = [];

  /** One run through a container's body, or through the top. */
  const passThrough = (container: string | undefined, outer: Passage): { output: unknown; wave: number } => {
    const nodes = graph.nodes.filter((node) => node.parent === container);
    const settled = new Map<string, Settled>();
    let output: unknown;
    let returns = 0;
    // As long as a node can settle, one does; the order does not matter.
    for (let node = next(nodes, settled); node !== undefined; node = next(nodes, settled)) {
      const into = edgesInto(node);
      const wave = Math.max(outer.wave, ...into.map((edge) => (settled.get(edge.from) as Settled).wave));
      const alive = into.length === 0 || into.some((edge) => isAlive(edge, settled));
      if (!alive) {
        settled.set(node.id, { value: undefined, alive, wave });
        continue;
      }
      // The node may read what was known outside, and every node before it. Nothing else has a name.
      const values = new Map(outer.values);
      for (const earlier of before(node, nodes)) values.set(earlier.name, (settled.get(earlier.id) as Settled).value);
      const result = live(node, { values, path: outer.path, wave });
      settled.set(node.id, { alive, ...result });
      if (node.type !== "return") continue;
      returns += 1;
      if (returns > 1) throw new Error("two returns lived");
      output = result.value;
    }
    return { output, wave: Math.max(outer.wave, ...[...settled.values()].map((each) => each.wave)) };
  };

  const next = (nodes: readonly GraphNode[], settled: ReadonlyMap<string, Settled>) =>
    nodes.find((node) => !settled.has(node.id) && edgesInto(node).every((edge) => settled.has(edge.from)));

  const edgesInto = (node: GraphNode): readonly GraphEdge[] => graph.edges.filter((edge) => edge.to === node.id);

  const isAlive = (edge: GraphEdge, settled: ReadonlyMap<string, Settled>): boolean => {
    const source = settled.get(edge.from) as Settled;
    return source.alive && (source.port === undefined || source.port === edge.port);
  };

  const before = (node: GraphNode, nodes: readonly GraphNode[]): readonly GraphNode[] => {
    const found = new Set<GraphNode>();
    const open: GraphNode[] = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const edge of edgesInto(at)) {
        const source = nodes.find((each) => each.id === edge.from) as GraphNode;
        if (!found.has(source)) open.push(source);
        found.add(source);
      }
    }
    return [...found];
  };

  const live = (node: GraphNode, passage: Passage): Omit<Settled, "alive"> => {
    const { path, wave } = passage;
    const say = (said: unknown) => {
      lives.push({ node: node.name, path, wave, type: node.type, said: encodeJson(said) });
    };
    switch (node.type) {
      case "start":
        return { value: undefined, wave };
      case "set": {
        const value = asJson(
          Object.fromEntries(node.config.fields.map((field) => [field.name, valueGiven(field.value, passage)])),
        );
        say(value);
        return { value, wave };
      }
      case "return": {
        const value = asJson(valueGiven(node.config.value, passage));
        say(value);
        return { value, wave };
      }
      case "if": {
        const value = Boolean(evaluate(node.config.condition, passage.values));
        say(String(value));
        return { value, wave, port: String(value) };
      }
      case "delay":
        valueGiven(node.config.durationMs, passage);
        say(undefined);
        return { value: undefined, wave: wave + 1 };
      case "activity": {
        const given = asJson(settingsOf(node.config.input, passage));
        say(given);
        return { value: asJson(simulated(node.config.activity, given)), wave: wave + 1 };
      }
      case "http": {
        const { url, headers, query, body, ...rest } = node.config;
        const given = asJson({
          ...rest,
          url: valueGiven(url, passage),
          ...(headers && { headers: settingsOf(headers, passage) }),
          ...(query && { query: settingsOf(query, passage) }),
          ...(body && { body: valueGiven(body, passage) }),
        });
        say(given);
        return { value: asJson(simulated("http.request", given)), wave: wave + 1 };
      }
      case "forEach":
        return loop(node, passage, say);
    }
  };

  const loop = (node: NodeOf<"forEach">, passage: Passage, say: (said: unknown) => void): Omit<Settled, "alive"> => {
    const { items, itemName, indexName, maxConcurrency } = node.config;
    const list = asJson(evaluate(items, passage.values)) as readonly unknown[];
    say(list);
    // Each place at the work bench is free from some wave on; an item takes the one that is free first.
    const free = Array.from({ length: Math.min(maxConcurrency ?? list.length, list.length) }, () => passage.wave);
    const results = list.map((item, index) => {
      const place = free.indexOf(Math.min(...free));
      const values = new Map(passage.values).set(itemName, item);
      if (indexName !== undefined) values.set(indexName, index);
      const iteration = { values, path: [...passage.path, index], wave: free[place] as number };
      const { output, wave } = passThrough(node.id, iteration);
      free[place] = wave;
      return output;
    });
    return { value: results, wave: Math.max(passage.wave, ...free) };
  };

  const settingsOf = (settings: Readonly<Record<string, Value>>, passage: Passage) =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, valueGiven(value, passage)]));

  const valueGiven = (value: Value, { values }: Passage): unknown =>
    "literal" in value ? value.literal : evaluate(value.expression, values);

  const { output, wave } = passThrough(undefined, { values: new Map([["input", input]]), path: [], wave: 0 });
  return { lives, output: encodeJson(output), waves: wave };
}

/** Values pass from node to node as JSON. */
const asJson = (value: unknown): unknown => decodeJson(encodeJson(value));

/** A name that is not there is a ReferenceError: then the node was not certain to have what it reads. */
function evaluate(expression: string, values: ReadonlyMap<string, unknown>): unknown {
  const names = [...values.keys()];
  return new Function(...names, `"use strict"; return (${expression}\n);`)(...names.map((name) => values.get(name)));
}
