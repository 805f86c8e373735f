import { type Box, nodeById, type Position, type WorkflowDocument } from "../document";
import { isContainer, resizableSizes, snap } from "../geometry";
import { growContainers } from "./grow-containers";
import { moveNodes } from "./move-nodes";

/** Gives a container, a note or a frame another box. Its children stay where they are on the screen, and inside. */
export function resizeContainer(
  document: WorkflowDocument,
  nodeId: string,
  box: Box,
  children: ReadonlyMap<string, Position>,
): WorkflowDocument {
  const node = nodeById(document.graph, nodeId);
  const sizes = node === undefined ? undefined : resizableSizes(node.type);
  if (node === undefined || sizes === undefined) return document;
  const placed = {
    x: snap(box.x),
    y: snap(box.y),
    width: Math.max(snap(box.width), sizes.min.width),
    height: Math.max(snap(box.height), sizes.min.height),
  };
  const resized = { ...document, layout: { ...document.layout, [nodeId]: placed } };
  return growContainers(moveNodes(resized, children), isContainer(node.type) ? nodeId : node.parent);
}
