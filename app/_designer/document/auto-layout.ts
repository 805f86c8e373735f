import type { GraphNode, Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";
import { membersOf } from "./frames";
import {
  CONTAINER_HEAD,
  CONTAINER_PADDING,
  hasInput,
  inputPortY,
  isContainer,
  isDecoration,
  isSection,
  isTerminal,
  outputPortPlaces,
  positionOf,
  resizableSizes,
  sidePortPlaces,
  sizeOf,
  snap,
} from "./geometry";

/** The part of elk's JSON that is used: what goes in, and the same with places on the way out. */
export interface ElkBox {
  id: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  layoutOptions?: Record<string, string>;
  ports?: { id: string; x: number; y: number; width: number; height: number; layoutOptions: Record<string, string> }[];
  children?: ElkBox[];
  edges?: { id: string; sources: string[]; targets: string[] }[];
}

const ROOT = "root";
const LAYERED = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.spacing.nodeNodeBetweenLayers": "72",
  "elk.spacing.nodeNode": "40",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.separateConnectedComponents": "true",
};
const PADDING = `[top=${CONTAINER_HEAD + CONTAINER_PADDING},left=${CONTAINER_PADDING + 16},bottom=${CONTAINER_PADDING + 8},right=${CONTAINER_PADDING + 16}]`;
/** A try stacks its body and its sections; the box around its body is elk's alone. */
const STACKED = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.padding": "[top=0,left=16,bottom=16,right=16]",
};
const bodyOf = (nodeId: string) => `${nodeId}#body`;

/** The graph as elk takes it: containers hold their bodies, ports keep their places, edges cross no border. */
export function toElk(document: WorkflowDocument): ElkBox {
  const { nodes: all, edges } = document.graph;
  // What takes no part in a run follows what it lies beside.
  const nodes = all.filter((node) => !isDecoration(node.type));
  const parentOf = new Map(nodes.map((node) => [node.id, node.parent]));
  const isFull = new Set(nodes.map((node) => node.parent).filter((id) => id !== undefined));

  const box = (node: GraphNode): ElkBox => {
    const children = isContainer(node.type) ? nodes.filter((child) => child.parent === node.id) : [];
    if (children.length === 0) return leaf(document, node);
    if (node.type === "try") return stack(node, children);
    return {
      id: node.id,
      layoutOptions: { ...LAYERED, "elk.padding": PADDING },
      ports: [],
      children: children.map(box),
      edges: edgesIn(node.id),
    };
  };
  const stack = (node: GraphNode, children: readonly GraphNode[]): ElkBox => {
    const sections = children.filter((child) => isSection(child.type)).sort((a, b) => a.type.localeCompare(b.type));
    const body: ElkBox = {
      id: bodyOf(node.id),
      layoutOptions: { ...LAYERED, "elk.padding": PADDING },
      ports: [],
      children: children.filter((child) => !isSection(child.type)).map(box),
      edges: edgesIn(node.id),
    };
    const parts = [body, ...sections.map(box)];
    const order = parts.slice(1).map((part, index) => ({
      id: `${part.id}#after`,
      sources: [parts[index]?.id ?? body.id],
      targets: [part.id],
    }));
    return { id: node.id, layoutOptions: STACKED, ports: [], children: parts, edges: order };
  };
  const edgesIn = (parent: string | undefined) =>
    edges
      .filter((edge) => parentOf.has(edge.from) && parentOf.has(edge.to))
      .filter((edge) => parentOf.get(edge.from) === parent && parentOf.get(edge.to) === parent)
      .map((edge) => ({
        id: edge.id,
        sources: [isFull.has(edge.from) ? edge.from : `${edge.from}:${edge.port}`],
        targets: [isFull.has(edge.to) ? edge.to : `${edge.to}:in`],
      }));
  return {
    id: ROOT,
    layoutOptions: LAYERED,
    children: nodes.filter((node) => node.parent === undefined).map(box),
    edges: edgesIn(undefined),
  };
}

function leaf(document: WorkflowDocument, node: GraphNode): ElkBox {
  const size = sizeOf(node, document.layout);
  const port = (name: string, x: number, y: number, side: string) => ({
    id: `${node.id}:${name}`,
    x,
    y,
    width: 0,
    height: 0,
    layoutOptions: { "elk.port.side": side },
  });
  return {
    id: node.id,
    width: size.width,
    // The name of a start or return hangs below its circle and needs room too.
    height: isTerminal(node.type) ? size.height + 24 : size.height,
    layoutOptions: { "elk.portConstraints": "FIXED_POS" },
    ports: [
      ...(hasInput(node.type) ? [port("in", 0, inputPortY(node.type, size), "WEST")] : []),
      ...outputPortPlaces(node, size).map((place) => port(place.port, place.x, place.y, "EAST")),
      // Elk takes them to the right like the others: below, they would lead it to put what follows underneath.
      ...sidePortPlaces(node, size).map((place) => port(place.port, size.width, size.height, "EAST")),
    ],
  };
}

/** The places elk found, on the grid; the drawing keeps the upper left corner that it had. */
export function fromElk(document: WorkflowDocument, laidOut: ElkBox): Layout {
  const isRoot = (node: GraphNode) => node.parent === undefined && !isDecoration(node.type);
  const before = document.graph.nodes.filter(isRoot).map((node) => document.layout[node.id]);
  const left = Math.min(...before.map((place) => place?.x ?? 0));
  const top = Math.min(...before.map((place) => place?.y ?? 0));
  const roots = laidOut.children ?? [];
  const nested = new Map<string, boolean>();
  const minX = Math.min(...roots.map((box) => box.x ?? 0));
  const minY = Math.min(...roots.map((box) => box.y ?? 0));
  const layout: Layout = {};
  const place = (box: ElkBox, shiftX: number, shiftY: number) => {
    const children = box.children ?? [];
    if (box.id.endsWith("#body")) {
      // The body's box is not drawn: what lies in it lies in its try.
      for (const child of children) place(child, shiftX + (box.x ?? 0), shiftY + (box.y ?? 0));
      return;
    }
    const isFull = children.length > 0;
    layout[box.id] = {
      x: snap((box.x ?? 0) + shiftX),
      y: snap((box.y ?? 0) + shiftY),
      ...(isFull && { width: Math.ceil((box.width ?? 0) / 8) * 8, height: Math.ceil((box.height ?? 0) / 8) * 8 }),
    };
    nested.set(box.id, isFull);
    for (const child of children) place(child, 0, 0);
  };
  for (const root of roots) place(root, left - minX, top - minY);
  for (const node of document.graph.nodes) {
    const found = layout[node.id];
    const size = document.layout[node.id];
    if (
      found !== undefined &&
      isContainer(node.type) &&
      nested.get(node.id) === false &&
      size?.width !== undefined &&
      size.height !== undefined
    )
      layout[node.id] = { ...found, width: size.width, height: size.height };
  }
  return { ...layout, ...decorationsAfter(document, layout) };
}

/** Where notes and frames go: a note stays beside what it was nearest to, a frame around what it held. */
function decorationsAfter(document: WorkflowDocument, layout: Layout): Layout {
  const after: WorkflowDocument = { ...document, layout: { ...document.layout, ...layout } };
  const places: Layout = {};
  for (const node of document.graph.nodes) {
    if (!isDecoration(node.type)) continue;
    const place = document.layout[node.id];
    const own = { ...positionOf(node, document.layout), ...sizeOf(node, document.layout) };
    if (node.type === "group") {
      const members = membersOf(document, node).filter((member) => !isDecoration(member.type));
      if (members.length === 0) continue;
      const boxes = members.map((member) => ({
        ...positionOf(member, after.layout),
        ...sizeOf(member, after.layout),
      }));
      const x = Math.min(...boxes.map((box) => box.x)) - 24;
      const y = Math.min(...boxes.map((box) => box.y)) - 48;
      const width = Math.max(...boxes.map((box) => box.x + box.width)) + 24 - x;
      const height = Math.max(...boxes.map((box) => box.y + box.height)) + 32 - y;
      places[node.id] = { x: snap(x), y: snap(y), width: Math.ceil(width / 8) * 8, height: Math.ceil(height / 8) * 8 };
      continue;
    }
    const beside = document.graph.nodes
      .filter((other) => other.parent === node.parent && !isDecoration(other.type) && layout[other.id] !== undefined)
      .map((other) => {
        const box = { ...positionOf(other, document.layout), ...sizeOf(other, document.layout) };
        return { other, box, distance: distanceOf(own, box) };
      })
      .sort((a, b) => a.distance - b.distance)[0];
    const now = beside === undefined ? undefined : layout[beside.other.id];
    if (beside === undefined || now === undefined) continue;
    places[node.id] = {
      ...(place ?? resizableSizes(node.type)?.first),
      x: snap(own.x + now.x - beside.box.x),
      y: snap(own.y + now.y - beside.box.y),
    };
  }
  return places;
}

type Placed = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function distanceOf(a: Placed, b: Placed): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}
