import type { Graph, GraphNode } from "@dacapo/engine/compiler";
import { repeats } from "../../_designer/document/container-facts";

/**
 * A graph, ready to be asked. A history names nodes by name and the canvas by id; within one version
 * of a workflow the two are one to one, because a graph with a name twice does not compile.
 */
export interface GraphIndex {
  readonly graph: Graph;
  readonly nodeById: ReadonlyMap<string, GraphNode>;
  readonly nodeByName: ReadonlyMap<string, GraphNode>;
  /** Container id → what lies directly in it; the key `""` is the top. */
  readonly childrenOf: ReadonlyMap<string, readonly GraphNode[]>;
  /** The id of what undoes a node → the id of that node. */
  readonly undoes: ReadonlyMap<string, string>;
  /** Node name → the name of the container that repeats it: what a replay needs to know of the graph. */
  readonly containerNames: Readonly<Record<string, string>>;
}

/** The key of the top level in {@link GraphIndex.childrenOf}. */
export const TOP = "";

export function indexGraph(graph: Graph): GraphIndex {
  const nodeById = new Map(graph.nodes.map((node) => [node.id, node]));
  const childrenOf = new Map<string, GraphNode[]>();
  const containerNames: Record<string, string> = {};
  for (const node of graph.nodes) {
    const key = node.parent ?? TOP;
    childrenOf.set(key, [...(childrenOf.get(key) ?? []), node]);
    const container = repeatedBy(nodeById, node);
    if (container !== undefined) containerNames[node.name] = container.name;
  }
  return {
    graph,
    nodeById,
    nodeByName: new Map(graph.nodes.map((node) => [node.name, node])),
    childrenOf,
    undoes: new Map(graph.edges.filter((edge) => edge.port === "undo").map((edge) => [edge.to, edge.from])),
    containerNames,
  };
}

/** The innermost container around a node that has iterations or rounds; the others do not count what lies in them. */
function repeatedBy(nodeById: ReadonlyMap<string, GraphNode>, node: GraphNode): GraphNode | undefined {
  const seen = new Set<string>();
  for (let id = node.parent; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const container = nodeById.get(id);
    if (container === undefined || repeats(container)) return container;
    id = container.parent;
  }
  return undefined;
}
