import { type Graph, type GraphEdge, type GraphNode, portsOf } from "./graph.js";

/** Nodes that lie in the same container, or at the top, with the edges between them. */
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
  /** True when `earlier` has certainly settled by the time `later` can start. */
  precedes(earlier: string, later: string): boolean;
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
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** Reads the structure of a graph. Edges that `check` refuses are left out of it. */
export function topologyOf(graph: Graph): Topology {
  const node = new Map<string, GraphNode>();
  const byName = new Map<string, GraphNode>();
  for (const each of [...graph.nodes].sort(byId)) {
    if (!node.has(each.id)) node.set(each.id, each);
    if (!byName.has(each.name)) byName.set(each.name, each);
  }
  const containerOf = (each: GraphNode) => containerIn(node, each);
  const members = new Map<string | undefined, GraphNode[]>([[undefined, []]]);
  for (const each of node.values()) {
    if (each.type === "forEach") members.set(each.id, members.get(each.id) ?? []);
    const container = containerOf(each);
    const list = members.get(container) ?? [];
    members.set(container, list);
    list.push(each);
  }
  const edges = graph.edges.filter((edge) => isSoundEdge(node, edge));
  const regions = new Map(
    [...members].map(([container, nodes]) => {
      const inside = new Set(nodes.map((each) => each.id));
      return [
        container,
        regionOf(
          container,
          nodes,
          edges.filter((edge) => inside.has(edge.from)),
        ),
      ] as const;
    }),
  );
  const top = regions.get(undefined) ?? regionOf(undefined, [], []);
  return {
    node,
    byName,
    region: (container) => regions.get(container) ?? regionOf(container, [], []),
    regions: [top, ...[...regions.values()].filter((region) => region !== top)],
    enclosing(nodeId) {
      const around: GraphNode[] = [];
      let current = node.get(nodeId);
      while (current !== undefined) {
        const container = containerOf(current);
        current = container === undefined ? undefined : node.get(container);
        if (current === undefined || around.includes(current)) break;
        around.push(current);
      }
      return around;
    },
  };
}

/** The container a node really lies in: one that exists, is a container, and does not lie in the node. */
function containerIn(node: ReadonlyMap<string, GraphNode>, of: GraphNode): string | undefined {
  const seen = new Set<string>([of.id]);
  let current = of.parent;
  while (current !== undefined) {
    if (seen.has(current) || node.get(current)?.type !== "forEach") return undefined;
    seen.add(current);
    current = node.get(current)?.parent;
  }
  return of.parent;
}

/** An edge that means something: both ends exist, in the same container, from a port that the node has. */
function isSoundEdge(node: ReadonlyMap<string, GraphNode>, edge: GraphEdge): boolean {
  const from = node.get(edge.from);
  const to = node.get(edge.to);
  if (from === undefined || to === undefined || to.type === "start") return false;
  return containerIn(node, from) === containerIn(node, to) && portsOf(from.type).includes(edge.port);
}

function regionOf(container: string | undefined, nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Region {
  const into = new Map<string, GraphEdge[]>();
  const out = new Map<string, GraphEdge[]>();
  const seen = new Set<string>();
  const key = (edge: GraphEdge) => `${edge.from} ${edge.port} ${edge.to}`;
  for (const edge of [...edges].sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    if (seen.has(key(edge))) continue;
    seen.add(key(edge));
    into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  }
  const edgesInto = (id: string): readonly GraphEdge[] => into.get(id) ?? [];
  const edgesOut = (id: string): readonly GraphEdge[] => out.get(id) ?? [];
  const { order, unordered } = ordered([...nodes].sort(byId), edgesInto, edgesOut);
  const index = new Map(order.map((each, position) => [each.id, position]));
  const ancestors = ancestorSets(order, index, edgesInto);
  return {
    container,
    order,
    unordered,
    into: edgesInto,
    out: edgesOut,
    precedes(earlier, later) {
      const bit = index.get(earlier);
      const set = ancestors[index.get(later) ?? -1];
      return bit !== undefined && set !== undefined && ((set[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
    },
  };
}

type Edges = (id: string) => readonly GraphEdge[];

/** Kahn's algorithm; among the nodes that are ready, the one with the smallest id comes first. */
function ordered(nodes: readonly GraphNode[], into: Edges, out: Edges) {
  const waiting = new Map(nodes.map((each) => [each.id, into(each.id).length]));
  const byNodeId = new Map(nodes.map((each) => [each.id, each]));
  const ready = nodes.filter((each) => waiting.get(each.id) === 0);
  const order: GraphNode[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    order.push(next);
    for (const edge of out(next.id)) {
      const left = (waiting.get(edge.to) ?? 0) - 1;
      waiting.set(edge.to, left);
      const target = byNodeId.get(edge.to);
      if (left === 0 && target !== undefined) {
        const place = ready.findIndex((each) => each.id > target.id);
        ready.splice(place === -1 ? ready.length : place, 0, target);
      }
    }
  }
  const placed = new Set(order.map((each) => each.id));
  return { order, unordered: nodes.filter((each) => !placed.has(each.id)) };
}

function ancestorSets(order: readonly GraphNode[], index: ReadonlyMap<string, number>, into: Edges): Uint32Array[] {
  const words = (order.length + 31) >>> 5;
  const sets: Uint32Array[] = [];
  for (const each of order) {
    const set = new Uint32Array(words);
    for (const edge of into(each.id)) {
      const from = index.get(edge.from);
      if (from === undefined) continue;
      const above = sets[from];
      if (above !== undefined)
        for (let word = 0; word < words; word++) set[word] = (set[word] ?? 0) | (above[word] ?? 0);
      set[from >>> 5] = (set[from >>> 5] ?? 0) | (1 << (from & 31));
    }
    sets.push(set);
  }
  return sets;
}
