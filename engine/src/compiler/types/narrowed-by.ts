import type { GraphNode, Port } from "../graph.js";

/** What a node's value is known to be where it has left through this port; undefined where that tells nothing more. */
export function narrowedBy(node: GraphNode, port: Port): string | undefined {
  if (node.type === "approval" && (port === "approved" || port === "rejected"))
    return `{ approved: ${port === "approved"} }`;
  if (node.type === "if") return port;
  if (node.type === "switch") {
    return JSON.stringify(node.config.cases.find(({ id }) => id === port)?.label ?? "default");
  }
  return undefined;
}
