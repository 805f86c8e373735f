import type { Graph, GraphNode, Layout, NodeType, Port } from "@dacapo/engine/compiler";
import { portsOf } from "@dacapo/engine/compiler";
import { type Box, nodeById, type Position, type Size, type WorkflowDocument } from "./document";

/** Every position is a multiple of this. */
export const GRID = 8;
export const NODE_SIZE: Size = { width: 200, height: 56 };
export const TERMINAL_SIZE: Size = { width: 40, height: 40 };
export const CONTAINER_SIZE: Size = { width: 368, height: 176 };
export const CONTAINER_SIZE_MIN: Size = { width: 264, height: 136 };
export const CONTAINER_HEAD = 38;
export const CONTAINER_PADDING = 24;
/** Free room between a node and the next one that is put after it. */
export const GAP: Size = { width: 80, height: 40 };

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID + 0;
}

export function snapPosition(position: Position): Position {
  return { x: snap(position.x), y: snap(position.y) };
}

export function isContainer(type: NodeType): boolean {
  return type === "forEach";
}

export function isTerminal(type: NodeType): boolean {
  return type === "start" || type === "return";
}

/** How large a node is drawn. Fixed by its type, but for containers, which their author sizes. */
export function sizeOf(node: Pick<GraphNode, "id" | "type">, layout: Layout): Size {
  if (isTerminal(node.type)) return TERMINAL_SIZE;
  if (!isContainer(node.type)) return NODE_SIZE;
  const placed = layout[node.id];
  return {
    width: Math.max(placed?.width ?? CONTAINER_SIZE.width, CONTAINER_SIZE_MIN.width),
    height: Math.max(placed?.height ?? CONTAINER_SIZE.height, CONTAINER_SIZE_MIN.height),
  };
}

/** Where a node lies within its parent. A node that was never placed lies at the parent's inner corner. */
export function positionOf(node: Pick<GraphNode, "id" | "parent">, layout: Layout): Position {
  const placed = layout[node.id];
  if (placed !== undefined) return { x: placed.x, y: placed.y };
  return node.parent === undefined ? { x: 96, y: 160 } : { x: CONTAINER_PADDING + 8, y: CONTAINER_HEAD + 16 };
}

/** Where a node lies on the canvas, whatever it is nested in. */
export function absolutePositionOf(document: WorkflowDocument, nodeId: string): Position {
  let x = 0;
  let y = 0;
  const seen = new Set<string>();
  for (let id: string | undefined = nodeId; id !== undefined && !seen.has(id); ) {
    const node = nodeById(document.graph, id);
    if (node === undefined) break;
    seen.add(id);
    const position = positionOf(node, document.layout);
    x += position.x;
    y += position.y;
    id = node.parent;
  }
  return { x, y };
}

export function boxOf(document: WorkflowDocument, node: GraphNode): Box {
  return { ...absolutePositionOf(document, node.id), ...sizeOf(node, document.layout) };
}

/** The innermost container under a point of the canvas, other than the excluded ones. */
export function containerAt(
  document: WorkflowDocument,
  point: Position,
  excluded: ReadonlySet<string>,
): GraphNode | undefined {
  let found: { node: GraphNode; area: number } | undefined;
  for (const node of document.graph.nodes) {
    if (!isContainer(node.type) || excluded.has(node.id)) continue;
    const box = boxOf(document, node);
    if (point.x < box.x || point.x > box.x + box.width || point.y < box.y || point.y > box.y + box.height) continue;
    const area = box.width * box.height;
    if (found === undefined || area < found.area) found = { node, area };
  }
  return found?.node;
}

/** The smallest box around all of the graph; `undefined` when it is empty. */
export function boundsOf(document: WorkflowDocument): Box | undefined {
  const boxes = document.graph.nodes.filter((node) => node.parent === undefined).map((node) => boxOf(document, node));
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export interface PortPlace {
  readonly port: Port;
  readonly y: number;
}

/** The height at which edges enter. Containers take them at the middle of their body, below the head. */
export function inputPortY(type: NodeType, size: Size): number {
  return isContainer(type) ? size.height / 2 + 18 : size.height / 2;
}

/** The heights at which edges leave, in drawing order. */
export function outputPortPlaces(type: NodeType, size: Size): readonly PortPlace[] {
  const ports = portsOf(type);
  if (ports.length === 1) return ports.map((port) => ({ port, y: inputPortY(type, size) }));
  return ports.map((port, index) => ({ port, y: 18 + index * 20 }));
}

/** A free place on the canvas at or below the wished one, so that a new node hides no other. */
export function freePlace(
  document: WorkflowDocument,
  wished: Position,
  size: Size,
  parent: string | undefined,
): Position {
  const others = document.graph.nodes
    .filter((node) => node.parent === parent)
    .map((node) => ({ ...positionOf(node, document.layout), ...sizeOf(node, document.layout) }));
  let place = snapPosition(wished);
  for (let tries = 0; tries < 200; tries++) {
    const hit = others.find((box) => overlaps({ ...place, ...size }, box));
    if (hit === undefined) return place;
    place = snapPosition({ x: place.x, y: hit.y + hit.height + GAP.height / 2 });
  }
  return place;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Nodes with containers before what lies in them, and how deep each lies. */
export function byDepth(graph: Graph): readonly { readonly node: GraphNode; readonly depth: number }[] {
  const parentOf = new Map(graph.nodes.map((node) => [node.id, node.parent]));
  const depthOf = (id: string): number => {
    let depth = 0;
    for (
      let parent = parentOf.get(id);
      parent !== undefined && depth <= graph.nodes.length;
      parent = parentOf.get(parent)
    ) {
      if (!parentOf.has(parent)) break;
      depth++;
    }
    return depth;
  };
  return graph.nodes
    .map((node) => ({ node, depth: node.parent === undefined ? 0 : depthOf(node.id) }))
    .sort((a, b) => a.depth - b.depth);
}
