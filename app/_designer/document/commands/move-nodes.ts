import { nodeById, type Position, type WorkflowDocument } from "../document";
import { withFrameMembers } from "../frames";
import { isSection, snapPosition } from "../geometry";

/** Puts nodes at new places, relative to their parents and on the grid. */
export function moveNodes(document: WorkflowDocument, positions: ReadonlyMap<string, Position>): WorkflowDocument {
  const layout = { ...document.layout };
  let changed = false;
  for (const [nodeId, position] of positions) {
    if (nodeById(document.graph, nodeId) === undefined) continue;
    const before = layout[nodeId];
    const at = snapPosition(position);
    if (before !== undefined && before.x === at.x && before.y === at.y) continue;
    layout[nodeId] = { ...before, ...at };
    changed = true;
  }
  return changed ? { ...document, layout } : document;
}

/** Moves nodes by the same distance each. */
export function nudgeNodes(document: WorkflowDocument, nodeIds: ReadonlySet<string>, by: Position): WorkflowDocument {
  const positions = new Map<string, Position>();
  for (const id of nodeIds) {
    const node = nodeById(document.graph, id);
    // What lies in a container that moves too moves with it; a section lies where its try puts it.
    if (node === undefined || isSection(node.type) || (node.parent !== undefined && nodeIds.has(node.parent))) continue;
    const at = document.layout[id] ?? { x: 0, y: 0 };
    positions.set(id, { x: at.x + by.x, y: at.y + by.y });
  }
  return moveNodes(document, withFrameMembers(document, positions));
}
