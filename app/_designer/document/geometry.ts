import {
  CONTAINER_TYPES,
  type Graph,
  type GraphNode,
  hasErrorPort,
  hasUndoPort,
  type Layout,
  type NodeType,
  type Port,
  portsOf,
} from "@dacapo/engine/compiler";
import { type Box, nodeById, type Position, type Size, type WorkflowDocument } from "./document";

/** Every position is a multiple of this. */
export const GRID = 8;
export const NODE_SIZE: Size = { width: 200, height: 56 };
/** Nodes with several ways out, but for an if with its short ones, have room for their names. */
export const WIDE_NODE_WIDTH = 240;
export const TERMINAL_SIZE: Size = { width: 40, height: 40 };
export const CONTAINER_SIZE: Size = { width: 368, height: 176 };
export const CONTAINER_SIZE_MIN: Size = { width: 264, height: 136 };
export const CONTAINER_HEAD = 38;
export const CONTAINER_PADDING = 24;
export const FRAME_SIZE: Size = { width: 480, height: 240 };
export const FRAME_SIZE_MIN: Size = { width: 160, height: 96 };
export const NOTE_SIZE: Size = { width: 216, height: 96 };
export const NOTE_SIZE_MIN: Size = { width: 120, height: 48 };
/** From the first port's height to the next one's, and from the last one's to the node's lower edge. */
const PORT_STEP = 20;
/** Free room between a node and the next one that is put after it. */
export const GAP: Size = { width: 80, height: 40 };

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID + 0;
}

export function snapPosition(position: Position): Position {
  return { x: snap(position.x), y: snap(position.y) };
}

export function isContainer(type: NodeType): boolean {
  return (CONTAINER_TYPES as readonly NodeType[]).includes(type);
}

export function isTerminal(type: NodeType): boolean {
  return type === "start" || type === "return";
}

/** Containers of a try, which have no edges and lie where the try puts them. */
export function isSection(type: NodeType): boolean {
  return type === "catch" || type === "finally";
}

/** True for what is written or drawn on the canvas and takes no part in a run. */
export function isDecoration(type: NodeType): boolean {
  return type === "note" || type === "group";
}

/** True for a node that an edge may lead to. */
export function hasInput(type: NodeType): boolean {
  return type !== "start" && !isSection(type) && !isDecoration(type);
}

/** The sizes of what its author may resize; `undefined` for nodes whose size is theirs. */
export function resizableSizes(type: NodeType): { readonly first: Size; readonly min: Size } | undefined {
  if (isContainer(type)) return { first: CONTAINER_SIZE, min: CONTAINER_SIZE_MIN };
  if (type === "group") return { first: FRAME_SIZE, min: FRAME_SIZE_MIN };
  return type === "note" ? { first: NOTE_SIZE, min: NOTE_SIZE_MIN } : undefined;
}

/** How large a node is drawn: by its type and its ports, or as its author made it. */
export function sizeOf(node: GraphNode, layout: Layout): Size {
  if (isTerminal(node.type)) return TERMINAL_SIZE;
  const sizes = resizableSizes(node.type);
  if (sizes === undefined) {
    const count = portsOf(node).length;
    const isWide = count > 1 && node.type !== "if";
    return {
      width: isWide ? WIDE_NODE_WIDTH : NODE_SIZE.width,
      height: heightForPorts(count),
    };
  }
  const placed = layout[node.id];
  return {
    width: Math.max(placed?.width ?? sizes.first.width, sizes.min.width),
    height: Math.max(placed?.height ?? sizes.first.height, sizes.min.height),
  };
}

function heightForPorts(count: number): number {
  const needed = FIRST_PORT_Y * 2 + (count - 1) * PORT_STEP;
  return Math.max(NODE_SIZE.height, Math.ceil(needed / GRID) * GRID);
}

const FIRST_PORT_Y = 18;

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
  readonly x: number;
  readonly y: number;
  readonly side: "right" | "bottom";
}

/** The height at which edges enter. Containers take them at the middle of their body, below the head. */
export function inputPortY(type: NodeType, size: Size): number {
  return isContainer(type) ? size.height / 2 + 18 : size.height / 2;
}

/** Where edges leave on the ordinary ways, in drawing order. */
export function outputPortPlaces(node: GraphNode, size: Size): readonly PortPlace[] {
  const ports = portsOf(node);
  const place = (port: Port, y: number): PortPlace => ({ port, x: size.width, y, side: "right" });
  if (ports.length === 1) return ports.map((port) => place(port, inputPortY(node.type, size)));
  const top = isContainer(node.type) ? CONTAINER_HEAD : 0;
  return ports.map((port, index) => place(port, top + FIRST_PORT_Y + index * PORT_STEP));
}

/** Where the ways after a failure and to what undoes the node leave: below it, so that the ordinary ones read from left to right. */
export function sidePortPlaces(node: GraphNode, size: Size): readonly PortPlace[] {
  const places: PortPlace[] = [];
  if (hasUndoPort(node)) places.push({ port: "undo", x: 32, y: size.height, side: "bottom" });
  if (hasErrorPort(node)) places.push({ port: "error", x: size.width - 32, y: size.height, side: "bottom" });
  return places;
}

export function portPlaceOf(node: GraphNode, size: Size, port: Port): PortPlace | undefined {
  return [...outputPortPlaces(node, size), ...sidePortPlaces(node, size)].find((place) => place.port === port);
}

/** A free place on the canvas at or below the wished one, so that a new node hides no other. */
export function freePlace(
  document: WorkflowDocument,
  wished: Position,
  size: Size,
  parent: string | undefined,
): Position {
  const others = document.graph.nodes
    // A section makes way for what is above it, and a frame is no obstacle.
    .filter((node) => node.parent === parent && !isSection(node.type) && node.type !== "group")
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
