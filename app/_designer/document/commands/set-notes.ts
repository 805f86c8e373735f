import { mapNode, type WorkflowDocument } from "../document";

/** What the author wants the next reader of a node to know. Empty notes are no notes. */
export function setNotes(document: WorkflowDocument, nodeId: string, notes: string): WorkflowDocument {
  return mapNode(document, nodeId, (node) => {
    const { notes: _before, ...rest } = node;
    return notes === "" ? rest : { ...rest, notes };
  });
}
