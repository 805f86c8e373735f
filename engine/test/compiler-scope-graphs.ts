import fc from "fast-check";
import {
  check,
  GRAPH_FORMAT_VERSION,
  type Graph,
  type GraphEdge,
  type GraphNode,
  hasErrorPort,
  hasUndoPort,
  isContainer,
  type Join,
  type NodeType,
  type Port,
  portsOf,
  readableNames,
} from "../src/compiler/index.js";
import { canonicalJson, type Json } from "../src/model/index.js";
import { catalogFor } from "./compiler-graphs.js";
import type { Answer, World } from "./reference-world.js";

/**
 * Graphs of every node, port, join and container, and worlds that answer late, fail, or never answer. What happens in
 * one wave has no order that a drawing could say: so times are drawn from a wide range, and no two things meet by chance.
 */

interface Draft {
  readonly type: NodeType;
  readonly home: number;
  readonly before: readonly { readonly back: number; readonly port: number }[];
  readonly reads: readonly number[];
  readonly knob: number;
  readonly join: number;
  readonly disabled: boolean;
}

const TYPES: readonly { readonly weight: number; readonly type: NodeType }[] = [
  { weight: 12, type: "activity" },
  { weight: 3, type: "if" },
  { weight: 2, type: "switch" },
  { weight: 1, type: "set" },
  { weight: 2, type: "delay" },
  { weight: 2, type: "return" },
  { weight: 2, type: "throw" },
  { weight: 2, type: "waitForEvent" },
  { weight: 2, type: "approval" },
  { weight: 1, type: "subWorkflow" },
  { weight: 1, type: "callEntity" },
  { weight: 1, type: "code" },
  { weight: 1, type: "setStatus" },
  { weight: 1, type: "signalEntity" },
  { weight: 3, type: "forEach" },
  { weight: 3, type: "while" },
  { weight: 5, type: "try" },
  { weight: 3, type: "timeout" },
  { weight: 3, type: "race" },
  { weight: 1, type: "lock" },
];

const draft: fc.Arbitrary<Draft> = fc.record({
  type: fc.oneof(...TYPES.map(({ weight, type }) => ({ weight, arbitrary: fc.constant(type) }))),
  home: fc.nat(11),
  before: fc.array(fc.record({ back: fc.nat(5), port: fc.nat(11) }), { minLength: 1, maxLength: 3 }),
  reads: fc.array(fc.nat(30), { maxLength: 2 }),
  knob: fc.nat(59),
  join: fc.nat(11),
  disabled: fc.nat(19).map((chance) => chance === 0),
});

/** What a run is given: how its branches decide, and the seed of its world. */
export interface Fate {
  readonly flags: readonly boolean[];
  readonly seed: number;
  /** Of a hundred things asked for, so many fail. */
  readonly failing: number;
}

export const fates: fc.Arbitrary<Fate> = fc.record({
  flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  seed: fc.nat(1_000_000),
  failing: fc.constantFrom(0, 5, 15, 40),
});

/** Graphs without errors. */
export const scopeGraphs = (nodesMax = 16): fc.Arbitrary<Graph> =>
  fc
    .array(draft, { minLength: 2, maxLength: nodesMax })
    .map(graphFrom)
    .filter((graph) => !hasErrors(graph));

/** So wide that the shrinking of a counterexample does not end in two things that meet by chance. */
const TIMES = 1_000_000_000;

/** A number that looks like chance and is the same for the same text. */
function hash(text: string): number {
  let state = 2_166_136_261;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  state ^= state >>> 15;
  state = Math.imul(state, 2_246_822_519);
  return (state ^ (state >>> 13)) >>> 0;
}

export const worldOf =
  ({ seed, failing }: Fate): World =>
  (kind, name, input) => {
    const what = `${seed} ${kind} ${name} ${canonicalJson((input ?? null) as Json)}`;
    const after = 1 + (hash(`${what} after`) % TIMES);
    const drawn = hash(`${what} drawn`) % 100;
    if (kind === "event") {
      if (drawn < failing) return undefined;
      const value = name.startsWith("approval:") ? { approved: drawn % 2 === 0 } : { heard: drawn };
      return { value, after };
    }
    const answer: Answer = { value: { heard: drawn }, after };
    return drawn < failing ? { failure: { code: drawn % 2 === 0 ? "Soft" : "Hard", message: what }, after } : answer;
  };

function graphFrom(drafts: readonly Draft[]): Graph {
  const nodes: GraphNode[] = [{ id: "start", name: "start", type: "start", config: {} }];
  const edges: GraphEdge[] = [];
  const homes: (string | undefined)[] = [undefined, undefined];
  let locks = 0;
  // In a critical section nothing else is called: whether that comes at once is a matter of time.
  const callsOthers = drafts.some(({ type }) => ["subWorkflow", "callEntity", "signalEntity"].includes(type));
  for (const [index, each] of drafts.entries()) {
    const parent = homes[each.home % homes.length];
    const name = `v${index}`;
    const home = nodes.find((node) => node.id === parent);
    const mayReturn = home?.type !== "while" && home?.type !== "finally";
    const isSecondLock = each.type === "lock" && (locks > 0 || parent !== undefined || callsOthers);
    const type = isSecondLock || (each.type === "return" && !mayReturn) ? "activity" : each.type;
    if (type === "lock") locks += 1;
    const siblings = nodes.filter((node) => node.parent === parent && leadsOn(node) && !isUndo(edges, node));
    const wires = wiresInto(name, each, siblings, parent !== undefined);
    edges.push(...wires);
    const around = itemsAround(nodes, parent);
    nodes.push(nodeFrom({ id: name, name, ...(parent !== undefined && { parent }) }, { ...each, type }, around));
    if (type === "try") {
      homes.push(name);
      if (each.knob % 4 !== 0 || each.knob % 8 === 0) {
        homes.push(`${name}c`);
        const codes = each.knob % 3 === 0 ? { codes: ["Soft"] } : {};
        const condition = each.knob % 7 === 0 ? { condition: `${name}Failure.code !== 'Timeout'` } : {};
        const config = { errorName: `${name}Failure`, ...codes, ...condition };
        nodes.push({ id: `${name}c`, name: `${name}c`, parent: name, type: "catch", config });
      }
      if (each.knob % 4 < 2) {
        homes.push(`${name}f`);
        nodes.push({ id: `${name}f`, name: `${name}f`, parent: name, type: "finally", config: {} });
      }
    } else if (isContainerType(type)) homes.push(name);
    const node = nodes.find((one) => one.id === name) as GraphNode;
    if (hasUndoPort(node) && each.knob % 5 === 0 && !("disabled" in node && node.disabled === true)) {
      const undo = `${name}u`;
      const input = {
        node: { literal: undo },
        of: { expression: name },
        items: { expression: `[${around.join(", ")}]` },
      };
      const config = { activity: "test.echo", input };
      nodes.push({ id: undo, name: undo, ...(parent !== undefined && { parent }), type: "activity", config });
      edges.push({ id: `${name}-undo`, from: name, port: "undo", to: undo });
    }
  }
  for (const container of nodes.filter(isContainer)) fill(container, nodes);
  return reading(drafts, mended({ formatVersion: GRAPH_FORMAT_VERSION, name: "generated", nodes, edges }));
}

const isContainerType = (type: NodeType): boolean => ["forEach", "while", "timeout", "race", "lock"].includes(type);
const isUndo = (edges: readonly GraphEdge[], node: GraphNode): boolean =>
  edges.some((edge) => edge.to === node.id && edge.port === "undo");
const leadsOn = (node: GraphNode): boolean => portsOf(node).length > 0;

/** A container is not empty, and a race has two that race; what begins a branch takes its time. */
function fill(container: GraphNode, nodes: GraphNode[]): void {
  const inside = nodes.filter(
    (node) => node.parent === container.id && node.type !== "catch" && node.type !== "finally",
  );
  const around = itemsAround(nodes, container.id);
  // A round takes its time: a loop that has too many of them does not fail in the wave in which it began.
  const ofRounds = container.type === "while" ? inside.length + 1 : 1;
  const wanted = container.type === "race" ? 2 : ofRounds;
  for (let count = inside.length; count < wanted; count++) {
    const id = `${container.id}x${count}`;
    const input = { node: { literal: id }, items: { expression: `[${around.join(", ")}]` } };
    nodes.push({ id, name: id, parent: container.id, type: "activity", config: { activity: "test.echo", input } });
  }
}

/** The items and counts that tell one iteration from another. */
function itemsAround(nodes: readonly GraphNode[], parent: string | undefined): readonly string[] {
  const names: string[] = [];
  for (let at = nodes.find((node) => node.id === parent); at !== undefined; ) {
    if (at.type === "forEach") names.push(at.config.itemName);
    if (at.type === "while") names.push(`${at.name}Count`);
    const outer = at.parent;
    at = nodes.find((node) => node.id === outer);
  }
  return names;
}

function wiresInto(id: string, each: Draft, siblings: readonly GraphNode[], mayBegin: boolean): readonly GraphEdge[] {
  const wires = new Map<string, GraphEdge>();
  for (const { back, port } of each.before) {
    const choice = mayBegin ? back % (siblings.length + 1) : back % siblings.length;
    const source = siblings[siblings.length - 1 - choice];
    if (source === undefined) continue;
    const ports: Port[] = [...portsOf(source)];
    if (hasErrorPort(source)) ports.push("error");
    const chosen = port < 6 ? ports[0] : ports[port % ports.length];
    const wire = `${source.id}-${chosen}-${id}`;
    wires.set(wire, { id: wire, from: source.id, port: chosen as Port, to: id });
  }
  return [...wires.values()];
}

function nodeFrom(
  common: { readonly id: string; readonly name: string; readonly parent?: string },
  { type, knob, disabled }: Draft,
  around: readonly string[],
): GraphNode {
  const off = disabled ? { disabled: true as const } : {};
  const node = { ...common, ...off };
  const items = { expression: `[${around.join(", ")}]` };
  const flag = `input.flags[${knob % 8}]`;
  const ms = {
    expression: [`${1 + (hash(`${common.name} ${knob}`) % TIMES)}`, ...around.map((item) => `997 * ${item}`)].join(
      " + ",
    ),
  };
  switch (type) {
    case "if":
      return { ...node, type, config: { condition: flag } };
    case "switch": {
      const cases = ["a", "b", "c"].slice(0, 1 + (knob % 3)).map((label, index) => ({
        id: `${label}1`,
        label,
        condition: `input.flags[${(knob + index) % 8}]`,
      }));
      return { ...node, type, config: { cases } };
    }
    case "set":
      return { ...node, type, config: { fields: [{ name: "items", value: items }] } };
    case "delay":
      return { ...node, type, config: { durationMs: ms } };
    case "return":
      return { ...node, type, config: { value: items, ...(knob === 0 && { endsRun: true as const }) } };
    case "throw":
      return {
        ...node,
        type,
        config: { code: { literal: "Soft" }, message: { literal: `thrown by ${common.name}` }, details: items },
      };
    case "waitForEvent": {
      const event = { expression: `\`${[common.name, ...around.map((item) => `\${${item}}`)].join(" ")}\`` };
      return { ...node, type, config: { event, ...(knob % 3 !== 0 && { waitMs: ms }) } };
    }
    case "approval":
      return { ...node, type, config: { question: items, ...(knob % 3 !== 0 && { waitMs: ms }) } };
    case "subWorkflow": {
      const input = { expression: `{ node: '${common.name}', items: ${items.expression} }` };
      return { ...node, type, config: { workflow: "wf", input, wait: true } };
    }
    case "callEntity": {
      const input = { expression: `{ node: '${common.name}', items: ${items.expression} }` };
      return { ...node, type, config: { entity: "Counter", key: { literal: common.name }, operation: "add", input } };
    }
    case "signalEntity":
      return { ...node, type, config: { entity: "Mailbox", key: { literal: "k" }, operation: "post", input: items } };
    case "setStatus":
      return { ...node, type, config: { status: items } };
    case "code": {
      const inputs = [{ name: "items", value: items }];
      return { ...node, type, config: { language: "javascript", source: `return "${common.name}"`, inputs } };
    }
    case "forEach":
      return {
        ...node,
        type,
        config: {
          items: `[1, 2, 3].slice(0, ${knob % 4})`,
          itemName: `${common.name}Item`,
          ...(knob % 3 === 0 && { maxConcurrency: 1 + (knob % 2) }),
          ...(knob % 5 < 2 && { onFailure: "collect" as const }),
          ...(knob % 5 === 1 && { toleratedFailures: knob % 2 }),
        },
      };
    case "while": {
      const count = `${common.name}Count`;
      const variables = [{ name: count, initial: { literal: 0 }, next: `${count} + 1` }];
      const limit = knob % 7 === 0 ? { maxRounds: 1 } : {};
      const test = knob % 2 === 0 ? {} : { test: "after" as const };
      return { ...node, type, config: { condition: `${count} < ${knob % 3}`, variables, ...test, ...limit } };
    }
    case "try":
      return { ...node, type, config: {} };
    case "timeout":
      return { ...node, type, config: { limitMs: ms } };
    case "race":
      return { ...node, type, config: knob % 2 === 0 ? {} : { first: "succeeded" } };
    case "lock":
      return { ...node, type, config: { entities: [{ entity: "Counter", key: { literal: "all" } }] } };
    default:
      return {
        ...node,
        type: "activity",
        config: { activity: "test.echo", input: { node: { literal: common.name }, items } },
      };
  }
}

/** Takes back what cannot be compared or is not allowed, until there is nothing. */
function mended(graph: Graph): Graph {
  let mending = withJoins(graph);
  for (let round = 0; round < 4; round++) {
    const wrong = new Set(
      check(mending, catalogFor(mending)).flatMap(({ severity, nodeId, code }) =>
        severity === "error" && code !== "name-not-certain" ? [nodeId] : [],
      ),
    );
    const hasty = new Set(mending.nodes.filter((node) => isHasty(mending, node)).map((node) => node.id));
    if (wrong.size + hasty.size === 0) return mending;
    const nodes = mending.nodes.map((node) =>
      (wrong.has(node.id) || hasty.has(node.id)) && !isContainer(node) && node.type !== "start" ? pause(node) : node,
    );
    const before = nodes.filter((node) => hasty.has(node.id) && isContainer(node)).map((node) => pause(node, "p"));
    const edges = before.map(({ id }) => ({ id: `${id}-out`, from: id, port: "out", to: id.slice(0, -1) }));
    mending = { ...mending, nodes: [...nodes, ...before], edges: [...mending.edges, ...edges] };
  }
  return mending;
}

/** Something that takes its time, in the place of a node or before it. */
const pause = ({ id, name, parent }: GraphNode, more = ""): GraphNode => ({
  id: `${id}${more}`,
  name: `${name}${more}`,
  ...(parent !== undefined && { parent }),
  type: "delay",
  config: { durationMs: { literal: 1 + (hash(`${id}${more} pause`) % TIMES) } },
});

/** What ends or throws at once is drawn only where nothing else begins in the same wave. */
function isHasty(graph: Graph, node: GraphNode): boolean {
  const parent = graph.nodes.find((each) => each.id === node.parent);
  const into = graph.edges.filter((edge) => edge.to === node.id && edge.port !== "undo");
  // A branch of a race that takes no time at all wins by chance.
  if (parent?.type === "race" && into.length === 0 && !takesTime(node)) return true;
  const isLeaving = node.type === "throw" || (node.type === "return" && node.config.endsRun === true);
  if (!isLeaving) return false;
  if (into.length !== 1) return true;
  return into.some(({ from }) => {
    const source = graph.nodes.find((each) => each.id === from);
    const isAlone = graph.edges.filter((edge) => edge.from === from && edge.port !== "undo").length === 1;
    return source === undefined || !isAlone || !takesTime(source);
  });
}

const takesTime = (node: GraphNode): boolean =>
  (node.type === "activity" || node.type === "delay" || node.type === "code" || node.type === "callEntity") &&
  node.disabled !== true;

/** Joins that do not wait for all, where every way takes its time. */
function withJoins(graph: Graph): Graph {
  const nodes = graph.nodes.map((node): GraphNode => {
    const into = graph.edges.filter((edge) => edge.to === node.id && edge.port !== "undo");
    const chance = hash(`${node.id} ${graph.edges.length}`) % 3;
    const areSlow = into.every(({ from, port }) => {
      const source = graph.nodes.find((each) => each.id === from);
      return source !== undefined && takesTime(source) && port === "out";
    });
    if (into.length < 2 || !areSlow || chance === 0 || node.type === "start" || !("config" in node)) return node;
    if (node.type === "catch" || node.type === "finally" || node.type === "note" || node.type === "group") return node;
    // What a way leads to beside the join would begin in the wave in which it is cancelled.
    const areAlone = into.every(
      ({ from }) => graph.edges.filter((edge) => edge.from === from && edge.port !== "undo").length === 1,
    );
    const rest = chance === 1 && areAlone ? { rest: "cancel" as const } : {};
    const join: Join =
      into.length > 2 && chance === 2 ? { kind: "count", count: 2, ...rest } : { kind: "any", ...rest };
    return { ...node, join };
  });
  return { ...graph, nodes };
}

/** Every node reads some of what it may. */
function reading(drafts: readonly Draft[], graph: Graph): Graph {
  const isLoose = graph.nodes.some((node) => "join" in node && node.join !== undefined);
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.type !== "activity" || node.id.endsWith("u")) return node;
    const each = drafts[Number(node.id.slice(1))];
    if (each === undefined || each.reads.length === 0) return node;
    const names = readableNames(graph, node.id).filter(
      ({ kind, certain }) => kind !== "input" && (certain || !isLoose),
    );
    if (names.length === 0) return node;
    const chosen = each.reads.map((read) => {
      const { name, kind } = names[read % names.length] as (typeof names)[number];
      return kind === "failure" || kind === "error" ? `${name}?.code ?? null` : `${name} ?? null`;
    });
    const input = { ...node.config.input, heard: { expression: `[${chosen.join(", ")}]` } };
    return { ...node, config: { ...node.config, input } };
  });
  return { ...graph, nodes };
}

const hasErrors = (graph: Graph): boolean =>
  check(graph, catalogFor(graph)).some(({ severity }) => severity === "error");
