import type { Graph, GraphNode, Layout } from "@dacapo/engine/compiler";
import { boxOf, inputPortY, isContainer, isTerminal, outputPortPlaces, sizeOf } from "../_designer/document/geometry";

export interface ThumbnailBox {
  readonly id: string;
  readonly shape: "node" | "terminal" | "loop";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ThumbnailWire {
  readonly id: string;
  /** An SVG path. */
  readonly path: string;
}

/** A workflow drawn small: its own boxes where its author put them, scaled to fit. Containers come first. */
export interface Thumbnail {
  readonly boxes: readonly ThumbnailBox[];
  readonly wires: readonly ThumbnailWire[];
}

export interface ThumbnailFrame {
  readonly width: number;
  readonly height: number;
  readonly padding: number;
  /** A small graph is not blown up beyond this. */
  readonly scaleMax: number;
}

export const CARD_FRAME: ThumbnailFrame = { width: 272, height: 112, padding: 10, scaleMax: 0.3 };

/** The picture of a graph. An edge into nowhere is left out; so is nothing else. */
export function thumbnailOf(graph: Graph, layout: Layout, frame: ThumbnailFrame = CARD_FRAME): Thumbnail {
  const document = { graph, layout };
  const placed = new Map(graph.nodes.map((node) => [node.id, { node, box: boxOf(document, node) }]));
  const boxes = [...placed.values()].map(({ box }) => box);
  if (boxes.length === 0) return { boxes: [], wires: [] };

  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  const scale = Math.min(
    (frame.width - 2 * frame.padding) / width,
    (frame.height - 2 * frame.padding) / height,
    frame.scaleMax,
  );
  const x = (value: number) => round((value - left) * scale + (frame.width - width * scale) / 2);
  const y = (value: number) => round((value - top) * scale + (frame.height - height * scale) / 2);

  const drawn = [...placed.values()].map(({ node, box }) => ({
    id: node.id,
    shape: shapeOf(node),
    x: x(box.x),
    y: y(box.y),
    width: round(box.width * scale),
    height: round(box.height * scale),
  }));
  const wires = graph.edges.flatMap((edge) => {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const port = outputPortPlaces(from.node, sizeOf(from.node, layout)).find((place) => place.port === edge.port);
    const startX = x(from.box.x + from.box.width);
    const startY = y(from.box.y + (port?.y ?? from.box.height / 2));
    const endX = x(to.box.x);
    const endY = y(to.box.y + inputPortY(to.node.type, sizeOf(to.node, layout)));
    return [{ id: edge.id, path: wire(startX, startY, endX, endY) }];
  });
  return { boxes: drawn.sort((a, b) => Number(b.shape === "loop") - Number(a.shape === "loop")), wires };
}

function shapeOf(node: GraphNode): ThumbnailBox["shape"] {
  if (isContainer(node.type)) return "loop";
  return isTerminal(node.type) ? "terminal" : "node";
}

function wire(startX: number, startY: number, endX: number, endY: number): string {
  const reach = round(Math.max(Math.abs(endX - startX) / 2, 4));
  return `M${startX} ${startY}C${round(startX + reach)} ${startY} ${round(endX - reach)} ${endY} ${endX} ${endY}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}
