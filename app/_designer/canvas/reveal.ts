import type { ReactFlowInstance } from "@xyflow/react";
import type { Box } from "../document/document";
import type { FlowEdge, FlowNode } from "./flow-types";

/** Brings a part of the canvas into view, if it is not there yet. The zoom stays. */
export function reveal(flow: ReactFlowInstance<FlowNode, FlowEdge>, canvas: HTMLElement, box: Box): void {
  const room = canvas.getBoundingClientRect();
  const zoom = flow.getZoom();
  const corner = flow.flowToScreenPosition({ x: box.x, y: box.y });
  const isInView =
    corner.x >= room.left &&
    corner.y >= room.top &&
    corner.x + box.width * zoom <= room.right &&
    corner.y + box.height * zoom <= room.bottom;
  if (!isInView) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom });
}
