import { descendantsOf, nodeById, type Position, type WorkflowDocument } from "../document";
import { withFrameMembers } from "../frames";
import { boxOf, containerAt, isSection } from "../geometry";
import { whyNotInside } from "../parent-rules";
import { growContainers } from "./grow-containers";
import { moveNodes } from "./move-nodes";
import { setParent } from "./set-parent";

/** What the end of a drag does: nodes are where they were dropped, and in the container under their middle. */
export function dropNodes(document: WorkflowDocument, positions: ReadonlyMap<string, Position>): WorkflowDocument {
  let current = moveNodes(document, withFrameMembers(document, positions));
  const dragged = new Set(positions.keys());
  const excluded = new Set([...dragged, ...descendantsOf(document.graph, dragged)]);
  for (const nodeId of dragged) {
    const node = nodeById(current.graph, nodeId);
    if (node === undefined) continue;
    // A child of a container that was dragged along stays its child.
    if (node.parent !== undefined && dragged.has(node.parent)) continue;
    // A section lies where its try puts it, whatever is under the pointer.
    if (isSection(node.type)) {
      current = growContainers(current, node.parent);
      continue;
    }
    const box = boxOf(current, node);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const container = containerAt(current, middle, excluded);
    if (whyNotInside(current.graph, node, container) === undefined) current = setParent(current, nodeId, container?.id);
    current = growContainers(current, nodeById(current.graph, nodeId)?.parent);
  }
  return current;
}
