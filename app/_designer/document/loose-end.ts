import { type GraphNode, type Port, portsOf } from "@dacapo/engine/compiler";
import { ownerOf } from "./connection-rules";
import type { WorkflowDocument } from "./document";

/**
 * The one place where the drawing can go on: the only node outside of containers that leads nowhere
 * yet. Nothing when there are several, or none; then only the author knows what is meant.
 */
export function looseEnd(document: WorkflowDocument): { readonly nodeId: string; readonly port: Port } | undefined {
  const leading = new Set(document.graph.edges.map((edge) => edge.from));
  const loose = document.graph.nodes.filter(
    (node) =>
      node.parent === undefined &&
      portsOf(node).length > 0 &&
      !leading.has(node.id) &&
      ownerOf(document.graph, node.id) === undefined,
  );
  const [only] = loose;
  const [port] = only === undefined ? [] : portsOf(only);
  return only === undefined || port === undefined || loose.length > 1 ? undefined : { nodeId: only.id, port };
}

/** The first port that leads nowhere yet; the first one when all lead somewhere; none when there is none. */
export function freePort(document: WorkflowDocument, node: GraphNode): Port | undefined {
  const ports = portsOf(node);
  return (
    ports.find((port) => !document.graph.edges.some((edge) => edge.from === node.id && edge.port === port)) ?? ports[0]
  );
}
