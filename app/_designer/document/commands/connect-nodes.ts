import type { Connection } from "../connection-rules";
import { type WorkflowDocument, withEdges } from "../document";
import { nextId } from "../unique-name";

/** Draws an edge. Whether it may be drawn is asked before, of `whyNotConnect`. */
export function connectNodes(document: WorkflowDocument, { from, port, to }: Connection): WorkflowDocument {
  const { edges } = document.graph;
  if (edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)) return document;
  const id = nextId(
    "e",
    edges.map((edge) => edge.id),
  );
  return withEdges(document, [...edges, { id, from, port, to }]);
}
