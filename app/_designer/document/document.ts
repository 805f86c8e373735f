import type { Graph, GraphEdge, GraphNode, Layout } from "@dacapo/engine/compiler";

/**
 * What a person edits: the graph, and where its boxes are. It is never changed in place; a command
 * takes one and gives another, so that whatever still holds the old one still holds the truth of then.
 */
export interface WorkflowDocument {
  readonly graph: Graph;
  readonly layout: Layout;
}

export type Position = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Box = Position & Size;

export function nodeById(graph: Graph, nodeId: string): GraphNode | undefined {
  return graph.nodes.find((node) => node.id === nodeId);
}

export function edgeById(graph: Graph, edgeId: string): GraphEdge | undefined {
  return graph.edges.find((edge) => edge.id === edgeId);
}

/** The ids of everything that lies in the given containers, however deep, without the containers. */
export function descendantsOf(graph: Graph, containerIds: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const node of graph.nodes) {
      if (node.parent === undefined || found.has(node.id) || containerIds.has(node.id)) continue;
      if (!containerIds.has(node.parent) && !found.has(node.parent)) continue;
      found.add(node.id);
      grew = true;
    }
  }
  return found;
}

/** The containers around a node, innermost first. A chain that bites its own tail ends there. */
export function ancestorsOf(graph: Graph, nodeId: string): readonly string[] {
  const chain: string[] = [];
  let parent = nodeById(graph, nodeId)?.parent;
  while (parent !== undefined && parent !== nodeId && !chain.includes(parent)) {
    chain.push(parent);
    parent = nodeById(graph, parent)?.parent;
  }
  return chain;
}

export function withNodes(document: WorkflowDocument, nodes: readonly GraphNode[]): WorkflowDocument {
  return { ...document, graph: { ...document.graph, nodes: [...nodes] } };
}

export function withEdges(document: WorkflowDocument, edges: readonly GraphEdge[]): WorkflowDocument {
  return { ...document, graph: { ...document.graph, edges: [...edges] } };
}

/** Replaces one node; the document itself when the node is not there or the change gives the same node. */
export function mapNode(
  document: WorkflowDocument,
  nodeId: string,
  change: (node: GraphNode) => GraphNode,
): WorkflowDocument {
  let changed = false;
  const nodes = document.graph.nodes.map((node) => {
    if (node.id !== nodeId) return node;
    const next = change(node);
    changed ||= next !== node;
    return next;
  });
  return changed ? withNodes(document, nodes) : document;
}
