import { type GraphEdge, type GraphNode, type Port, portsOf } from "./graph.js";

/**
 * The ports of which a node takes exactly one when it lives, in a fixed order: more than one makes it a decision.
 * "timeout" and "error" are among them only where an edge leaves them; without one the failure leaves the region.
 */
export function waysOf(node: GraphNode, out: readonly GraphEdge[]): readonly Port[] {
  const ordinary = ordinaryPorts(node);
  if (isDisabled(node)) return [LAST_PORT[node.type] ?? "out"].filter((port) => ordinary.includes(port));
  const failing = ["timeout", "error"].filter((port) => out.some((edge) => edge.port === port));
  return [...ordinary, ...failing];
}

/** Where a node goes on that is switched off. */
const LAST_PORT: Partial<Record<GraphNode["type"], Port>> = { if: "false", switch: "default", approval: "rejected" };

/** A node that does nothing, though edges may lead through it. */
export const isDisabled = (node: GraphNode): boolean => "disabled" in node && node.disabled === true;

/** An if's "false" comes first: what has been decided is written in the order of the ports. */
function ordinaryPorts(node: GraphNode): readonly Port[] {
  if (node.type === "if") return ["false", "true"];
  return portsOf(node).filter((port) => port !== "timeout");
}

/** The ports that are taken when the node fails. */
export const isFailingPort = (port: Port): boolean => port === "error" || port === "timeout";

/** How many of a node's edges must live for it to begin, where it does not wait for all of them to settle. */
export function livingNeeded(node: GraphNode, into: readonly GraphEdge[]): number | undefined {
  const join = "join" in node ? node.join : undefined;
  if (join === undefined || join.kind === "all" || into.length < 2) return undefined;
  return join.kind === "any" ? 1 : join.count;
}
