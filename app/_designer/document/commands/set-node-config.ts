import type { GraphNode } from "@dacapo/engine/compiler";
import { mapNode, type WorkflowDocument } from "../document";

/** Gives a node other settings. A node that has become another type meanwhile keeps its own. */
export function setNodeConfig(document: WorkflowDocument, next: GraphNode): WorkflowDocument {
  return mapNode(document, next.id, (node) => {
    if (node.type !== next.type || node.config === next.config) return node;
    return { ...node, config: next.config } as GraphNode;
  });
}
