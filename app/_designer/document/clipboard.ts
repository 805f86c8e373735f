import {
  edgeSchema,
  type GraphEdge,
  type GraphNode,
  type Layout,
  layoutSchema,
  nodeSchema,
} from "@dacapo/engine/compiler";
import { descendantsOf, type WorkflowDocument } from "./document";
import { absolutePositionOf, positionOf, resizableSizes, sizeOf } from "./geometry";

/** A piece of a workflow, cut out: enough to paste it here or into another workflow. */
export interface Clip {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Outermost nodes by their place on the canvas, the others by their place in their parent. */
  readonly layout: Layout;
}

/** What is selected, with what lies in it and the edges between; `undefined` when that is nothing. */
export function clipOf(document: WorkflowDocument, nodeIds: ReadonlySet<string>): Clip | undefined {
  const wanted = new Set([...nodeIds, ...descendantsOf(document.graph, nodeIds)]);
  const nodes = document.graph.nodes.filter((node) => wanted.has(node.id));
  if (nodes.length === 0) return undefined;
  const layout: Layout = {};
  for (const node of nodes) {
    const isInner = node.parent !== undefined && wanted.has(node.parent);
    const position = isInner ? positionOf(node, document.layout) : absolutePositionOf(document, node.id);
    layout[node.id] = { ...position, ...(resizableSizes(node.type) !== undefined && sizeOf(node, document.layout)) };
  }
  const edges = document.graph.edges.filter((edge) => wanted.has(edge.from) && wanted.has(edge.to));
  return { nodes, edges, layout };
}

/** The clip as text for the clipboard: also readable by a person, and in other tabs. */
export function clipToText(clip: Clip): string {
  return JSON.stringify({ dacapoClip: 1, ...clip }, undefined, 2);
}

/** The clip in a text; `undefined` for any other text, of which there is much in a clipboard. */
export function clipFromText(text: string): Clip | undefined {
  if (!text.includes('"dacapoClip"')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return undefined;
    throw notJson;
  }
  if (parsed === null || typeof parsed !== "object") return undefined;
  const { nodes, edges, layout } = parsed as Record<string, unknown>;
  const readNodes = nodeSchema.array().safeParse(nodes);
  const readEdges = edgeSchema.array().safeParse(edges);
  const readLayout = layoutSchema.safeParse(layout);
  if (!readNodes.success || !readEdges.success || !readLayout.success) return undefined;
  return { nodes: readNodes.data, edges: readEdges.data, layout: readLayout.data };
}
