import { mapNode, type WorkflowDocument } from "../document";
import { isWork, type WorkNode } from "../node-settings";

/** How often a node is tried; `undefined` means once. */
export function setRetry(document: WorkflowDocument, nodeId: string, retry: WorkNode["retry"]): WorkflowDocument {
  return mapNode(document, nodeId, (node) => {
    if (!isWork(node)) return node;
    const { retry: _before, ...rest } = node;
    return retry === undefined ? rest : { ...rest, retry };
  });
}

/** How long one attempt may take; `undefined` means as long as it likes. */
export function setTimeoutMs(
  document: WorkflowDocument,
  nodeId: string,
  timeoutMs: number | undefined,
): WorkflowDocument {
  return mapNode(document, nodeId, (node) => {
    if (!isWork(node)) return node;
    const { timeoutMs: _before, ...rest } = node;
    return timeoutMs === undefined ? rest : { ...rest, timeoutMs };
  });
}
