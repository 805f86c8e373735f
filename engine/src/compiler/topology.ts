import { Bits } from "./bits.js";
import { type Graph, type GraphEdge, type GraphNode, portsOf } from "./graph.js";
import { byId } from "./stable-order.js";

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
  /** Where in the order a node is. */
  place(nodeId: string): number | undefined;
  /** The places from which an edge leads to this one, ascending; the places to which one leads from it. */
  sources(place: number): readonly number[];
  targets(place: number): readonly number[];
  /** The places of everything that has certainly settled before the node here can start; of everything that waits for it. */
  ancestors(place: number): Bits;
  descendants(place: number): Bits;
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
  const members = new Map<string | undefined, GraphNode[]>([[undefined, []]]);
  for (const each of node.values()) {
    if (each.type === "forEach") members.set(each.id, members.get(each.id) ?? []);
    const container = containerOf(each);
    const list = members.get(container) ?? [];
    members.set(container, list);
    list.push(each);
  }
  const edges = new Map<string | undefined, GraphEdge[]>();
  for (const edge of graph.edges) {
    const from = node.get(edge.from);
    const to = node.get(edge.to);
    if (from === undefined || to === undefined || !isSoundEdge(from, to, edge)) continue;
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
  };
}

/** Containers may lie in containers, down to here: a person cannot follow more. */
export const CONTAINER_DEPTH_MAX = 16;

/** The container a node really lies in: one that exists, is a container, does not lie in the node, and is not too deep. */
function containerIn(node: ReadonlyMap<string, GraphNode>, of: GraphNode): string | undefined {
  const seen = new Set<string>([of.id]);
  for (let id = of.parent; id !== undefined; id = node.get(id)?.parent) {
    if (seen.has(id) || seen.size > CONTAINER_DEPTH_MAX || node.get(id)?.type !== "forEach") return undefined;
    seen.add(id);
  }
  return of.parent;
}

/** An edge that means something: from a port that the node has, and not into the start. */
function isSoundEdge(from: GraphNode, to: GraphNode, edge: GraphEdge): boolean {
  return to.type !== "start" && portsOf(from.type).includes(edge.port);
}

/** `nodes` are in the order of their ids; `rank` numbers all nodes of the graph in it. */
function regionOf(
  container: string | undefined,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  rank: ReadonlyMap<string, number>,
): Region {
  const into = new Map<string, GraphEdge[]>();
  const out = new Map<string, GraphEdge[]>();
  const seen = new Set<string>();
  const rankOf = (id: string) => rank.get(id) as number;
  const compare = (a: GraphEdge, b: GraphEdge) =>
    rankOf(a.from) - rankOf(b.from) || rankOf(a.to) - rankOf(b.to) || (a.port < b.port ? 1 : -1);
  for (const edge of [...edges].sort(compare)) {
    const key = `${edge.from} ${edge.port} ${edge.to}`;
    if (seen.has(key)) continue;
    seen.add(key);
    listIn(into, edge.to).push(edge);
    listIn(out, edge.from).push(edge);
  }
  const edgesInto = (id: string): readonly GraphEdge[] => into.get(id) ?? [];
  const edgesOut = (id: string): readonly GraphEdge[] => out.get(id) ?? [];
  const { order, unordered } = ordered(nodes, rankOf, edgesInto, edgesOut);
  const index = new Map(order.map((each, position) => [each.id, position]));
  const places = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => index.get(id) ?? []).sort((a, b) => a - b);
  const sources = order.map((each) => places(edgesInto(each.id).map((edge) => edge.from)));
  const targets = order.map((each) => places(edgesOut(each.id).map((edge) => edge.to)));
  const ancestors = closure(sources, order.keys());
  const descendants = closure(targets, [...order.keys()].reverse());
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
  };
}

function listIn<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

type Edges = (id: string) => readonly GraphEdge[];

/** Kahn's algorithm; among the nodes that are ready, the one with the smallest id comes first. */
function ordered(nodes: readonly GraphNode[], rank: (id: string) => number, into: Edges, out: Edges) {
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
        const place = ready.findIndex((each) => rank(each.id) > rank(target.id));
        ready.splice(place === -1 ? ready.length : place, 0, target);
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
