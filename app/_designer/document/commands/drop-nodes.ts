import { descendantsOf, nodeById, type Position, type WorkflowDocument } from "../document";
import { boxOf, containerAt } from "../geometry";
import { growContainers } from "./grow-containers";
import { moveNodes } from "./move-nodes";
import { setParent } from "./set-parent";

/** What the end of a drag does: nodes are where they were dropped, and in the container under their middle. */
export function dropNodes(document: WorkflowDocument, positions: ReadonlyMap<string, Position>): WorkflowDocument {
  let current = moveNodes(document, positions);
  const dragged = new Set(positions.keys());
  const excluded = new Set([...dragged, ...descendantsOf(document.graph, dragged)]);
  for (const nodeId of dragged) {
    const node = nodeById(current.graph, nodeId);
    if (node === undefined) continue;
    // A child of a container that was dragged along stays its child.
    if (node.parent !== undefined && dragged.has(node.parent)) continue;
    const box = boxOf(current, node);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    current = setParent(current, nodeId, containerAt(current, middle, excluded)?.id);
    current = growContainers(current, nodeById(current.graph, nodeId)?.parent);
  }
  return current;
}
