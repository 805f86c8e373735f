import { Bits } from "./bits.js";
import {
  type Graph,
  type GraphEdge,
  type GraphNode,
  hasErrorPort,
  hasUndoPort,
  isContainer,
  type NodeOf,
  portsOf,
} from "./graph.js";
import { byId } from "./stable-order.js";
import { livingNeeded } from "./ways.js";

/**
 * Nodes that lie in the same container, or at the top, with the edges between them. What is no part of the flow is
 * not among them: notes and frames, a try's catch and finally, and the nodes that undo others.
 */
export interface Region {
  /** The container's id; `undefined` at the top. */
  readonly container: string | undefined;
  /** Every node that can be ordered, causes first; ties by id, so that the order in the file does not matter. */
  readonly order: readonly GraphNode[];
  /** Nodes on a cycle, or behind one: they have no place in the order. */
  readonly unordered: readonly GraphNode[];
  /** Edges into a node, by id of their source and port. */
  into(nodeId: string): readonly GraphEdge[];
  out(nodeId: string): readonly GraphEdge[];
  /** Where in the order a node is. */
  place(nodeId: string): number | undefined;
  /** The places from which an edge leads to this one, ascending; the places to which one leads from it. */
  sources(place: number): readonly number[];
  targets(place: number): readonly number[];
  /** The places of everything that has certainly settled before the node here can start; of everything that waits for it, for certain. */
  ancestors(place: number): Bits;
  descendants(place: number): Bits;
  /** True when `earlier` has certainly settled by the time `later` can start. */
  precedes(earlier: string, later: string): boolean;
  /** True when edges lead from the one to the other. A node that does not wait for all its edges may begin before. */
  leadsTo(earlier: string, later: string): boolean;
  /** How many of its edges must live for the node to begin; `undefined` when it waits for all of them to settle. */
  needs(nodeId: string): number | undefined;
  /** The same without nodes that can never live: nobody waits for them. */
  without(dead: ReadonlySet<string>): Region;
}

/** A graph's structure, looked up rather than searched. Tolerates everything that `check` complains about. */
export interface Topology {
  readonly node: ReadonlyMap<string, GraphNode>;
  /** The first node of each name. */
  readonly byName: ReadonlyMap<string, GraphNode>;
  region(container: string | undefined): Region;
  readonly regions: readonly Region[];
  /** The containers around a node, innermost first. */
  enclosing(nodeId: string): readonly GraphNode[];
  /** The node that undoes this one. */
  undoOf(nodeId: string): GraphNode | undefined;
  /** The node that this one undoes. */
  undoes(nodeId: string): GraphNode | undefined;
  /** A try's catch and finally. */
  handlerOf<Type extends "catch" | "finally">(tryId: string, type: Type): NodeOf<Type> | undefined;
}

/** Reads the structure of a graph. Edges that `check` refuses are left out of it. */
export function topologyOf(graph: Graph): Topology {
  const node = new Map<string, GraphNode>();
  const byName = new Map<string, GraphNode>();
  const sorted = [...graph.nodes].sort(byId);
  const rank = new Map(sorted.map((each, index) => [each.id, index]));
  for (const each of sorted) {
    if (!node.has(each.id)) node.set(each.id, each);
    if (!byName.has(each.name)) byName.set(each.name, each);
  }
  const homes = new Map<string, string | undefined>();
  for (const each of node.values()) homes.set(each.id, containerIn(node, each));
  const containerOf = (each: GraphNode) => homes.get(each.id);
  const { undoOf, undoneBy } = undoings(graph.edges, node, containerOf);
  const handlers = new Map<string, GraphNode>();
  const members = new Map<string | undefined, GraphNode[]>([[undefined, []]]);
  for (const each of node.values()) {
    if (isContainer(each)) members.set(each.id, members.get(each.id) ?? []);
    const container = containerOf(each);
    const handler = `${container} ${each.type}`;
    if (isHandler(each) && !handlers.has(handler)) handlers.set(handler, each);
    if (isBesideTheFlow(each) || undoneBy.has(each.id)) continue;
    const list = members.get(container) ?? [];
    members.set(container, list);
    list.push(each);
  }
  const edges = new Map<string | undefined, GraphEdge[]>();
  for (const edge of graph.edges) {
    const from = node.get(edge.from);
    const to = node.get(edge.to);
    if (from === undefined || to === undefined || !isSoundEdge(from, to, edge)) continue;
    if (undoneBy.has(to.id) || undoneBy.has(from.id)) continue;
    const container = containerOf(from);
    if (container !== containerOf(to)) continue;
    const list = edges.get(container) ?? [];
    edges.set(container, list);
    list.push(edge);
  }
  const regions = new Map(
    [...members].map(([container, nodes]) => [container, regionOf(container, nodes, edges.get(container) ?? [], rank)]),
  );
  const top = regions.get(undefined) ?? regionOf(undefined, [], [], rank);
  return {
    node,
    byName,
    region: (container) => regions.get(container) ?? regionOf(container, [], [], rank),
    regions: [top, ...[...regions.values()].filter((region) => region !== top)],
    enclosing(nodeId) {
      const around: GraphNode[] = [];
      for (let id = homes.get(nodeId); id !== undefined; id = homes.get(id)) {
        const container = node.get(id);
        if (container !== undefined) around.push(container);
      }
      return around;
    },
    undoOf: (nodeId) => undoOf.get(nodeId),
    undoes: (nodeId) => undoneBy.get(nodeId),
    handlerOf: (tryId, type) => handlers.get(`${tryId} ${type}`) as never,
  };
}

const isHandler = (node: GraphNode): boolean => node.type === "catch" || node.type === "finally";
const isBesideTheFlow = (node: GraphNode): boolean => isHandler(node) || node.type === "note" || node.type === "group";

/** Who undoes whom: by the first edge from the port, in the order of the edges' ids. */
function undoings(
  edges: readonly GraphEdge[],
  node: ReadonlyMap<string, GraphNode>,
  homeOf: (each: GraphNode) => string | undefined,
) {
  const undoOf = new Map<string, GraphNode>();
  const undoneBy = new Map<string, GraphNode>();
  for (const edge of edges.filter(({ port }) => port === "undo").sort(byId)) {
    const [owner, undo] = [node.get(edge.from), node.get(edge.to)];
    if (owner === undefined || undo === undefined || owner === undo || !hasUndoPort(owner)) continue;
    if (undoOf.has(owner.id) || undoneBy.has(undo.id) || undoneBy.has(owner.id) || undoOf.has(undo.id)) continue;
    if (isBesideTheFlow(undo) || undo.type === "start" || homeOf(owner) !== homeOf(undo)) continue;
    undoOf.set(owner.id, undo);
    undoneBy.set(undo.id, owner);
  }
  return { undoOf, undoneBy };
}

/** Containers may lie in containers, down to here: a person cannot follow more. */
export const CONTAINER_DEPTH_MAX = 16;

/** The container a node really lies in: one that exists, is a container, does not lie in the node, and is not too deep. */
function containerIn(node: ReadonlyMap<string, GraphNode>, of: GraphNode): string | undefined {
  const seen = new Set<string>([of.id]);
  for (let id = of.parent; id !== undefined; id = node.get(id)?.parent) {
    if (seen.has(id) || seen.size > CONTAINER_DEPTH_MAX || !isContainerIn(node, id)) return undefined;
    seen.add(id);
  }
  return of.parent;
}

function isContainerIn(node: ReadonlyMap<string, GraphNode>, id: string): boolean {
  const container = node.get(id);
  return container !== undefined && isContainer(container);
}

/** An edge that means something: from a port that the node has, and not into the start or something beside the flow. */
function isSoundEdge(from: GraphNode, to: GraphNode, { port }: GraphEdge): boolean {
  if (to.type === "start" || isBesideTheFlow(to)) return false;
  return portsOf(from).includes(port) || (port === "error" && hasErrorPort(from));
}

/** `nodes` are in the order of their ids; `rank` numbers all nodes of the graph in it. */
function regionOf(
  container: string | undefined,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  rank: ReadonlyMap<string, number>,
  waits: ReadonlyMap<string, readonly string[]> = NO_WAITS,
): Region {
  const into = new Map<string, GraphEdge[]>();
  const out = new Map<string, GraphEdge[]>();
  const seen = new Set<string>();
  const rankOf = (id: string) => rank.get(id) as number;
  const ranked = edges.map((edge) => ({ edge, from: rankOf(edge.from), to: rankOf(edge.to) }));
  ranked.sort((a, b) => a.from - b.from || a.to - b.to || (a.edge.port < b.edge.port ? 1 : -1));
  for (const { edge } of ranked) {
    const key = `${edge.from} ${edge.port} ${edge.to}`;
    if (seen.has(key)) continue;
    seen.add(key);
    listIn(into, edge.to).push(edge);
    listIn(out, edge.from).push(edge);
  }
  const edgesInto = (id: string): readonly GraphEdge[] => into.get(id) ?? [];
  const edgesOut = (id: string): readonly GraphEdge[] => out.get(id) ?? [];
  const before = (id: string) => [...edgesInto(id).map(({ from }) => from), ...(waits.get(id) ?? [])];
  const { order, unordered } = ordered(nodes, rankOf, before);
  const index = new Map(order.map((each, position) => [each.id, position]));
  const places = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => index.get(id) ?? []).sort((a, b) => a - b);
  const sources = order.map((each) => places(before(each.id)));
  const targets: number[][] = order.map(() => []);
  for (const [place, earlier] of sources.entries()) for (const each of earlier) targets[each]?.push(place);
  const needs = new Map<string, number>();
  for (const each of order) {
    const needed = livingNeeded(each, edgesInto(each.id));
    if (needed !== undefined) needs.set(each.id, needed);
  }
  const reached = closure(sources, order.keys());
  const ancestors = needs.size === 0 ? reached : certainly(order, before, index, needs);
  const descendants = needs.size === 0 ? closure(targets, [...order.keys()].reverse()) : transposed(ancestors);
  return {
    container,
    order,
    unordered,
    into: edgesInto,
    out: edgesOut,
    place: (nodeId) => index.get(nodeId),
    sources: (place) => sources[place] ?? [],
    targets: (place) => targets[place] ?? [],
    ancestors: (place) => ancestors[place] as Bits,
    descendants: (place) => descendants[place] as Bits,
    precedes(earlier, later) {
      const [before, after] = [index.get(earlier), index.get(later)];
      return before !== undefined && after !== undefined && (ancestors[after] as Bits).has(before);
    },
    leadsTo(earlier, later) {
      const [before, after] = [index.get(earlier), index.get(later)];
      return before !== undefined && after !== undefined && (reached[after] as Bits).has(before);
    },
    needs: (nodeId) => needs.get(nodeId),
    without(dead) {
      // Of so many edges that must live, those that cannot are still counted.
      const isLeft = ({ from, to }: GraphEdge) => !dead.has(to) && (!dead.has(from) || needs.has(to));
      const left = nodes.filter(({ id }) => !dead.has(id));
      // Who waits for all that comes before waits for what comes before the dead, too.
      const waitsFor = new Map<string, readonly string[]>();
      for (const { id } of left) if (!needs.has(id)) waitsFor.set(id, beyond(id, dead, before));
      return regionOf(container, left, edges.filter(isLeft), rank, waitsFor);
    },
  };
}

const NO_WAITS: ReadonlyMap<string, readonly string[]> = new Map();

/** What lies directly before those of a node's predecessors that are dead. */
function beyond(id: string, dead: ReadonlySet<string>, before: (id: string) => readonly string[]): readonly string[] {
  const found = new Set<string>();
  const open = before(id).filter((each) => dead.has(each));
  for (const each of open) {
    for (const earlier of before(each)) {
      if (!dead.has(earlier)) found.add(earlier);
      else if (!open.includes(earlier)) open.push(earlier);
    }
  }
  return [...found];
}

function listIn<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

type Before = (id: string) => readonly string[];

/** Where in a list that ascends by rank something belongs. */
function placeIn(sorted: readonly GraphNode[], rank: number, rankOf: (id: string) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rankOf((sorted[middle] as GraphNode).id) > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Kahn's algorithm; among the nodes that are ready, the one with the smallest id comes first. */
function ordered(nodes: readonly GraphNode[], rank: (id: string) => number, before: Before) {
  const byNodeId = new Map(nodes.map((each) => [each.id, each]));
  const waiting = new Map<string, number>();
  const after = new Map<string, string[]>();
  for (const { id } of nodes) {
    const sources = before(id).filter((each) => byNodeId.has(each));
    waiting.set(id, sources.length);
    for (const source of sources) listIn(after, source).push(id);
  }
  const ready = nodes.filter((each) => waiting.get(each.id) === 0);
  const order: GraphNode[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    order.push(next);
    for (const id of after.get(next.id) ?? []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const target = byNodeId.get(id);
      if (left === 0 && target !== undefined) {
        ready.splice(placeIn(ready, rank(target.id), rank), 0, target);
      }
    }
  }
  const placed = new Set(order.map((each) => each.id));
  return { order, unordered: nodes.filter((each) => !placed.has(each.id)) };
}

/** Per place: all places that are reached from it by the steps, over any distance. `ordered` brings what is reached first. */
function closure(steps: readonly (readonly number[])[], ordered: Iterable<number>): readonly Bits[] {
  const reached: Bits[] = new Array(steps.length);
  for (const place of ordered) {
    const bits = new Bits(steps.length);
    for (const next of steps[place] ?? []) {
      bits.addAll(reached[next] as Bits);
      bits.add(next);
    }
    reached[place] = bits;
  }
  return reached;
}

/**
 * Per place: all places that have certainly settled before the node there begins. Where one needs k of its n edges to
 * live, that is what lies before more than n - k of them. Of the edges' own nodes none is counted upon.
 */
function certainly(
  order: readonly GraphNode[],
  before: Before,
  index: ReadonlyMap<string, number>,
  needs: ReadonlyMap<string, number>,
): readonly Bits[] {
  const settled: Bits[] = [];
  for (const node of order) {
    const ways = before(node.id).flatMap((id) => index.get(id) ?? []);
    const needed = needs.get(node.id);
    const bits = new Bits(order.length);
    if (needed === undefined) {
      for (const way of ways) {
        bits.addAll(settled[way] as Bits);
        bits.add(way);
      }
    } else {
      const enough = Math.max(2, ways.length - needed + 1);
      for (let place = 0; place < settled.length; place++) {
        const count = ways.filter((way) => (settled[way] as Bits).has(place)).length;
        if (count >= enough && !ways.includes(place)) bits.add(place);
      }
    }
    settled.push(bits);
  }
  return settled;
}

function transposed(rows: readonly Bits[]): readonly Bits[] {
  const columns = rows.map(() => new Bits(rows.length));
  for (const [row, bits] of rows.entries()) {
    for (const [column, members] of columns.entries()) if (bits.has(column)) members.add(row);
  }
  return columns;
}
