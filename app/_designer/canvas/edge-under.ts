import type { Position } from "../document/document";

/** The id of the edge under a point of the screen, even if a node that is being dragged covers it. */
export function edgeUnder(screen: Position): string | undefined {
  for (const element of window.document.elementsFromPoint(screen.x, screen.y)) {
    const edge = element.closest<SVGGElement>(".react-flow__edge");
    if (edge !== null) return edge.dataset.id ?? edge.getAttribute("data-id") ?? undefined;
  }
  return undefined;
}
