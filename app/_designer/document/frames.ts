import type { GraphNode } from "@dacapo/engine/compiler";
import { nodeById, type Position, type WorkflowDocument } from "./document";
import { positionOf, sizeOf } from "./geometry";

/** The outermost nodes that lie wholly in a frame. A frame owns nothing: where nodes lie says what it holds. */
export function membersOf(document: WorkflowDocument, frame: GraphNode): readonly GraphNode[] {
  const at = positionOf(frame, document.layout);
  const size = sizeOf(frame, document.layout);
  return document.graph.nodes.filter((node) => {
    if (node.id === frame.id || node.parent !== undefined) return false;
    const place = positionOf(node, document.layout);
    const room = sizeOf(node, document.layout);
    return (
      place.x >= at.x &&
      place.y >= at.y &&
      place.x + room.width <= at.x + size.width &&
      place.y + room.height <= at.y + size.height
    );
  });
}

/** New places for nodes, and with each frame among them for what lies in it, unless that is moved by itself. */
export function withFrameMembers(
  document: WorkflowDocument,
  positions: ReadonlyMap<string, Position>,
): ReadonlyMap<string, Position> {
  const all = new Map(positions);
  for (const [nodeId, position] of positions) {
    const frame = nodeById(document.graph, nodeId);
    if (frame?.type !== "group") continue;
    const before = positionOf(frame, document.layout);
    const by = { x: position.x - before.x, y: position.y - before.y };
    for (const member of membersOf(document, frame)) {
      if (all.has(member.id)) continue;
      const at = positionOf(member, document.layout);
      all.set(member.id, { x: at.x + by.x, y: at.y + by.y });
    }
  }
  return all;
}
