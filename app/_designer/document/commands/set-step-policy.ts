import type { Join } from "@dacapo/engine/compiler";
import { mapNode, type WorkflowDocument } from "../document";
import { isStep } from "../node-settings";

/** When a node with several incoming edges begins; `undefined` means when all have settled. */
export function setJoin(document: WorkflowDocument, nodeId: string, join: Join | undefined): WorkflowDocument {
  return mapNode(document, nodeId, (node) => {
    if (!isStep(node)) return node;
    const { join: _before, ...rest } = node;
    return join === undefined ? rest : { ...rest, join };
  });
}

/** Switches nodes off, so that a run goes by them, or on again. What takes no part in a run stays as it is. */
export function setDisabled(
  document: WorkflowDocument,
  nodeIds: ReadonlySet<string>,
  isOff: boolean,
): WorkflowDocument {
  let current = document;
  for (const nodeId of nodeIds) {
    current = mapNode(current, nodeId, (node) => {
      if (!isStep(node) || (node.disabled === true) === isOff) return node;
      const { disabled: _before, ...rest } = node;
      return isOff ? { ...rest, disabled: true } : rest;
    });
  }
  return current;
}
