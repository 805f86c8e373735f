import { type WorkflowDocument, withEdges } from "../document";

/** Takes edges away; the nodes stay. */
export function disconnect(document: WorkflowDocument, edgeIds: ReadonlySet<string>): WorkflowDocument {
  const kept = document.graph.edges.filter((edge) => !edgeIds.has(edge.id));
  return kept.length === document.graph.edges.length ? document : withEdges(document, kept);
}
