import { type Box, nodeById, type Position, type WorkflowDocument } from "../document";
import { CONTAINER_SIZE_MIN, isContainer, snap } from "../geometry";
import { growContainers } from "./grow-containers";
import { moveNodes } from "./move-nodes";

/** Gives a container another box. Its children stay where they are on the screen, and inside. */
export function resizeContainer(
  document: WorkflowDocument,
  nodeId: string,
  box: Box,
  children: ReadonlyMap<string, Position>,
): WorkflowDocument {
  const node = nodeById(document.graph, nodeId);
  if (node === undefined || !isContainer(node.type)) return document;
  const placed = {
    x: snap(box.x),
    y: snap(box.y),
    width: Math.max(snap(box.width), CONTAINER_SIZE_MIN.width),
    height: Math.max(snap(box.height), CONTAINER_SIZE_MIN.height),
  };
  const resized = { ...document, layout: { ...document.layout, [nodeId]: placed } };
  return growContainers(moveNodes(resized, children), nodeId);
}
