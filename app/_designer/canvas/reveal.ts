import type { ReactFlowInstance } from "@xyflow/react";
import type { FlowEdge, FlowNode } from "./flow-types";

/** Brings a node into view, if it is not there yet. The zoom stays. */
export function reveal(flow: ReactFlowInstance<FlowNode, FlowEdge>, canvas: HTMLElement, nodeId: string): void {
  const node = flow.getInternalNode(nodeId);
  if (node === undefined) return;
  const room = canvas.getBoundingClientRect();
  const zoom = flow.getZoom();
  const { x, y } = node.internals.positionAbsolute;
  const { width, height } = node.data.size;
  const corner = flow.flowToScreenPosition({ x, y });
  const isInView =
    corner.x >= room.left &&
    corner.y >= room.top &&
    corner.x + width * zoom <= room.right &&
    corner.y + height * zoom <= room.bottom;
  if (!isInView) void flow.setCenter(x + width / 2, y + height / 2, { zoom });
}
