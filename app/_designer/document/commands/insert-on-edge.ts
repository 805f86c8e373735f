import { portsOf } from "@dacapo/engine/compiler";
import { edgeById, nodeById, type Position, type WorkflowDocument, withEdges } from "../document";
import { hasInput } from "../geometry";
import { nextId } from "../unique-name";
import { moveNodes } from "./move-nodes";
import { setParent } from "./set-parent";

/**
 * Puts a node between the two ends of an edge. The first half keeps the edge's id, so that whatever
 * names the edge still means the way out of the same port.
 */
export function insertOnEdge(
  document: WorkflowDocument,
  nodeId: string,
  edgeId: string,
  position: Position | undefined,
): WorkflowDocument {
  const edge = edgeById(document.graph, edgeId);
  const node = nodeById(document.graph, nodeId);
  if (edge === undefined || node === undefined || edge.from === nodeId || edge.to === nodeId) return document;
  // Between a node and what undoes it there is nothing.
  if (!hasInput(node.type) || edge.port === "undo") return document;
  const moved = position === undefined ? document : moveNodes(document, new Map([[nodeId, position]]));
  const inside = setParent(moved, nodeId, nodeById(document.graph, edge.from)?.parent);
  const [port] = portsOf(node);
  const edges = inside.graph.edges.map((before) => (before.id === edgeId ? { ...before, to: nodeId } : before));
  if (port === undefined) return withEdges(inside, edges);
  const id = nextId(
    "e",
    edges.map((before) => before.id),
  );
  return withEdges(inside, [...edges, { id, from: nodeId, port, to: edge.to }]);
}
