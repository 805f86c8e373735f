import { descendantsOf, type WorkflowDocument } from "../document";
import type { Selection } from "../selection";

/** Deletes what is selected: nodes, what lies in them, every edge at them, and the selected edges. */
export function deleteSelection(document: WorkflowDocument, selection: Selection): WorkflowDocument {
  const gone = new Set([...selection.nodeIds, ...descendantsOf(document.graph, selection.nodeIds)]);
  const nodes = document.graph.nodes.filter((node) => !gone.has(node.id));
  const edges = document.graph.edges.filter(
    (edge) => !gone.has(edge.from) && !gone.has(edge.to) && !selection.edgeIds.has(edge.id),
  );
  if (nodes.length === document.graph.nodes.length && edges.length === document.graph.edges.length) return document;
  const layout = { ...document.layout };
  for (const nodeId of gone) delete layout[nodeId];
  return { graph: { ...document.graph, nodes, edges }, layout };
}
