import { ancestorsOf, mapNode, nodeById, type WorkflowDocument } from "../document";
import { absolutePositionOf, CONTAINER_HEAD, CONTAINER_PADDING, snapPosition } from "../geometry";
import { whyNotInside } from "../parent-rules";
import { growContainers } from "./grow-containers";

/**
 * Takes a node into a container, or out to the canvas (`undefined`), at the same place on the
 * screen; a node that may not lie there stays where it is. Edges stay: those that now cross a border are problems to look at, not losses.
 */
export function setParent(document: WorkflowDocument, nodeId: string, parentId: string | undefined): WorkflowDocument {
  const node = nodeById(document.graph, nodeId);
  if (node === undefined || node.parent === parentId) return document;
  const parent = parentId === undefined ? undefined : nodeById(document.graph, parentId);
  if (parentId !== undefined && parent === undefined) return document;
  if (whyNotInside(document.graph, node, parent) !== undefined) return document;
  if (parentId === nodeId || (parentId !== undefined && ancestorsOf(document.graph, parentId).includes(nodeId)))
    return document;

  const at = absolutePositionOf(document, nodeId);
  const origin = parentId === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, parentId);
  let position = snapPosition({ x: at.x - origin.x, y: at.y - origin.y });
  if (parentId !== undefined) {
    position = { x: Math.max(position.x, CONTAINER_PADDING + 8), y: Math.max(position.y, snapHead) };
  }
  const moved = mapNode(document, nodeId, (before) => {
    const { parent: _left, ...rest } = before;
    return parentId === undefined ? rest : { ...rest, parent: parentId };
  });
  return growContainers(
    { ...moved, layout: { ...moved.layout, [nodeId]: { ...moved.layout[nodeId], ...position } } },
    parentId,
  );
}

/** Children begin below the head, on the grid. */
const snapHead = Math.ceil((CONTAINER_HEAD + 8) / 8) * 8;
