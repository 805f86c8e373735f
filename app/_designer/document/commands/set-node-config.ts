import type { GraphNode } from "@dacapo/engine/compiler";
import { mapNode, nodeById, type WorkflowDocument, withEdges } from "../document";
import { allPortsOf } from "../ports";

/**
 * Gives a node other settings. A node that has become another type meanwhile keeps its own. Where a port goes
 * with them (a case of a switch, the timeout of a wait), the edges that left it go too.
 */
export function setNodeConfig(document: WorkflowDocument, next: GraphNode): WorkflowDocument {
  const before = nodeById(document.graph, next.id);
  const changed = mapNode(document, next.id, (node) => {
    if (node.type !== next.type || node.config === next.config) return node;
    return { ...node, config: next.config } as GraphNode;
  });
  const after = nodeById(changed.graph, next.id);
  if (before === undefined || after === undefined || before === after) return changed;
  const ports = new Set(allPortsOf(after));
  const gone = allPortsOf(before).filter((port) => !ports.has(port));
  const edges = changed.graph.edges.filter((edge) => edge.from !== next.id || !gone.includes(edge.port));
  return edges.length === changed.graph.edges.length ? changed : withEdges(changed, edges);
}
