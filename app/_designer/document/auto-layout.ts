import type { GraphNode, Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";
import {
  CONTAINER_HEAD,
  CONTAINER_PADDING,
  inputPortY,
  isContainer,
  isTerminal,
  outputPortPlaces,
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

/** The graph as elk takes it: containers hold their bodies, ports keep their places, edges cross no border. */
export function toElk(document: WorkflowDocument): ElkBox {
  const { nodes, edges } = document.graph;
  const parentOf = new Map(nodes.map((node) => [node.id, node.parent]));
  const box = (node: GraphNode): ElkBox => {
    const size = sizeOf(node, document.layout);
    const children = isContainer(node.type) ? nodes.filter((child) => child.parent === node.id) : [];
    if (children.length > 0) {
      return {
        id: node.id,
        layoutOptions: { ...LAYERED, "elk.padding": PADDING },
        ports: [],
        children: children.map(box),
        edges: edgesIn(node.id),
      };
    }
    // The name of a start or return hangs below its circle and needs room too.
    const height = isTerminal(node.type) ? size.height + 24 : size.height;
    return {
      id: node.id,
      width: size.width,
      height,
      layoutOptions: { "elk.portConstraints": "FIXED_POS" },
      ports: [
        {
          id: `${node.id}:in`,
          x: 0,
          y: inputPortY(node.type, size),
          width: 0,
          height: 0,
          layoutOptions: { "elk.port.side": "WEST" },
        },
        ...outputPortPlaces(node.type, size).map(({ port, y }) => ({
          id: `${node.id}:${port}`,
          x: size.width,
          y,
          width: 0,
          height: 0,
          layoutOptions: { "elk.port.side": "EAST" },
        })),
      ],
    };
  };
  const isFull = new Set(nodes.map((node) => node.parent).filter((id) => id !== undefined));
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

/** The places elk found, on the grid; the drawing keeps the upper left corner that it had. */
export function fromElk(document: WorkflowDocument, laidOut: ElkBox): Layout {
  const before = document.graph.nodes
    .filter((node) => node.parent === undefined)
    .map((node) => document.layout[node.id]);
  const left = Math.min(...before.map((place) => place?.x ?? 0));
  const top = Math.min(...before.map((place) => place?.y ?? 0));
  const roots = laidOut.children ?? [];
  const nested = new Map<string, boolean>();
  const minX = Math.min(...roots.map((box) => box.x ?? 0));
  const minY = Math.min(...roots.map((box) => box.y ?? 0));
  const layout: Layout = {};
  const place = (box: ElkBox, shiftX: number, shiftY: number) => {
    const isFull = (box.children ?? []).length > 0;
    layout[box.id] = {
      x: snap((box.x ?? 0) + shiftX),
      y: snap((box.y ?? 0) + shiftY),
      ...(isFull && { width: Math.ceil((box.width ?? 0) / 8) * 8, height: Math.ceil((box.height ?? 0) / 8) * 8 }),
    };
    nested.set(box.id, isFull);
    for (const child of box.children ?? []) place(child, 0, 0);
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
  return layout;
}
