import { descendantsOf, type Position, type WorkflowDocument } from "../document/document";
import { absolutePositionOf, containerAt, hasInput } from "../document/geometry";
import { whyNotInside } from "../document/parent-rules";
import { edgeUnder } from "./edge-under";
import type { FlowNode } from "./flow-types";

/** What a drop would join. */
export interface DropTarget {
  readonly containerId?: string;
  readonly edgeId?: string;
}

/** What the dragged nodes would join when dropped now: an edge (one loose node), or another container. */
export function dropTargetOf(
  document: WorkflowDocument,
  dragged: readonly FlowNode[],
  pointer: Position,
): DropTarget | undefined {
  const [only] = dragged;
  if (only === undefined) return undefined;
  const { edges } = document.graph;
  const isLoose = dragged.length === 1 && !edges.some((edge) => edge.from === only.id || edge.to === only.id);
  const edgeId = isLoose && hasInput(only.data.node.type) ? edgeUnder(pointer) : undefined;
  if (edgeId !== undefined && only.data.face.kind !== "terminal") return { edgeId };
  const own = new Set(dragged.map((node) => node.id));
  const excluded = new Set([...own, ...descendantsOf(document.graph, own)]);
  const base = only.parentId === undefined ? { x: 0, y: 0 } : absolutePositionOf(document, only.parentId);
  const center = {
    x: base.x + only.position.x + only.data.size.width / 2,
    y: base.y + only.position.y + only.data.size.height / 2,
  };
  const container = containerAt(document, center, excluded);
  if (container === undefined || container.id === only.parentId) return undefined;
  return whyNotInside(document.graph, only.data.node, container) === undefined
    ? { containerId: container.id }
    : undefined;
}

export function wasMoved(document: WorkflowDocument, node: FlowNode): boolean {
  const placed = document.layout[node.id];
  return placed === undefined || placed.x !== node.position.x || placed.y !== node.position.y;
}
