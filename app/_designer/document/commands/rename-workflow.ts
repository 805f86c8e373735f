import type { WorkflowDocument } from "../document";

/** Names the workflow. A name of spaces is no name: the old one stays. */
export function renameWorkflow(document: WorkflowDocument, name: string): WorkflowDocument {
  const trimmed = name.trim().slice(0, 120);
  if (trimmed === "" || trimmed === document.graph.name) return document;
  return { ...document, graph: { ...document.graph, name: trimmed } };
}
