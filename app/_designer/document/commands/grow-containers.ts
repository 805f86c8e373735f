import { nodeById, type WorkflowDocument } from "../document";
import { CONTAINER_HEAD, CONTAINER_PADDING, positionOf, sizeOf, snap } from "../geometry";
import { arrangeSections } from "./arrange-sections";

/** Makes a container, and those around it, large enough for what lies in it. Never smaller. */
export function growContainers(document: WorkflowDocument, containerId: string | undefined): WorkflowDocument {
  let current = document;
  const seen = new Set<string>();
  for (let id = containerId; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const container = nodeById(current.graph, id);
    if (container === undefined) break;
    current = container.type === "try" ? arrangeSections(current, id) : grow(current, id);
    id = container.parent;
  }
  return current;
}

function grow(document: WorkflowDocument, containerId: string): WorkflowDocument {
  const container = nodeById(document.graph, containerId);
  if (container === undefined) return document;
  const size = sizeOf(container, document.layout);
  let { width, height } = size;
  for (const child of document.graph.nodes) {
    if (child.parent !== containerId) continue;
    const at = positionOf(child, document.layout);
    const room = sizeOf(child, document.layout);
    width = Math.max(width, snap(at.x + room.width + CONTAINER_PADDING + 8));
    height = Math.max(height, snap(at.y + room.height + CONTAINER_PADDING));
  }
  if (width === size.width && height === size.height) return document;
  const placed = document.layout[containerId] ?? { x: 0, y: CONTAINER_HEAD };
  return { ...document, layout: { ...document.layout, [containerId]: { ...placed, width, height } } };
}
