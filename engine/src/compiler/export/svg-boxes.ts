import { type Graph, type GraphNode, isContainer, type Layout, portsOf } from "../graph.js";

/** Where something is drawn, in canvas pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Boxes {
  get(nodeId: string): Box | undefined;
  /** How many containers are around. */
  depth(nodeId: string): number;
  /** Where an edge leaves the node by the port: at the right, and for a failure and an undoing at the lower edge. */
  out(node: GraphNode, port: string): { readonly x: number; readonly y: number } | undefined;
}

/** The sizes of the designer's canvas: what is exported looks as it was drawn. */
const NODE = { width: 200, height: 56, wideWidth: 240 };
const TERMINAL = 40;
const CONTAINER = { width: 368, height: 176, leastWidth: 264, leastHeight: 136 };
const NOTE = { width: 216, height: 96, leastWidth: 120, leastHeight: 48 };
const FRAME = { width: 480, height: 240, leastWidth: 160, leastHeight: 96 };
const FIRST_PORT_Y = 18;
const PORT_STEP = 20;
const GRID = 8;

/** Containers that lie in one another in a circle are drawn where they say, as if on the canvas. */
export function boxesOf(graph: Graph, layout: Layout): Boxes {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const boxes = new Map<string, Box & { readonly depth: number }>();
  for (const node of graph.nodes) {
    let [x, y, depth] = [0, 0, 0];
    const seen = new Set<string>();
    for (let at: GraphNode | undefined = node; at !== undefined && !seen.has(at.id); ) {
      seen.add(at.id);
      const placed = layout[at.id] ?? (at.parent === undefined ? { x: 96, y: 160 } : { x: 32, y: 54 });
      x += placed.x;
      y += placed.y;
      at = at.parent === undefined ? undefined : nodes.get(at.parent);
      depth += 1;
    }
    boxes.set(node.id, { x, y, ...sizeOf(node, layout), depth });
  }
  return {
    get: (nodeId) => boxes.get(nodeId),
    depth: (nodeId) => boxes.get(nodeId)?.depth ?? 0,
    out(node, port) {
      const box = boxes.get(node.id);
      if (box === undefined) return undefined;
      if (port === "error") return { x: box.x + box.width / 2, y: box.y + box.height };
      if (port === "undo") return { x: box.x + box.width / 4, y: box.y + box.height };
      const ports = portsOf(node);
      const index = ports.indexOf(port);
      if (index === -1) return undefined;
      const y = ports.length === 1 ? box.height / 2 : FIRST_PORT_Y + index * PORT_STEP;
      return { x: box.x + box.width, y: box.y + y };
    },
  };
}

function sizeOf(node: GraphNode, layout: Layout): { readonly width: number; readonly height: number } {
  if (node.type === "start" || node.type === "return") return { width: TERMINAL, height: TERMINAL };
  const sizes = isContainer(node) ? CONTAINER : node.type === "note" ? NOTE : node.type === "group" ? FRAME : undefined;
  if (sizes !== undefined) {
    const placed = layout[node.id];
    return {
      width: Math.max(placed?.width ?? sizes.width, sizes.leastWidth),
      height: Math.max(placed?.height ?? sizes.height, sizes.leastHeight),
    };
  }
  const count = portsOf(node).length;
  const needed = FIRST_PORT_Y * 2 + (count - 1) * PORT_STEP;
  return {
    width: count > 2 || node.type === "switch" ? NODE.wideWidth : NODE.width,
    height: Math.max(NODE.height, Math.ceil(needed / GRID) * GRID),
  };
}
