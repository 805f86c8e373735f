import type { Diagnostic } from "../diagnostic.js";
import { type GraphEdge, type GraphNode, hasUndoPort } from "../graph.js";
import { type Check, quoted } from "./context.js";

/** A node that undoes another belongs to it alone: no other wire leads to it, and none from it. */
export const checkUndo: Check = ({ graph, topology }) => {
  const owners = new Set<string>();
  return graph.edges.flatMap((edge): Diagnostic[] => {
    if (edge.port !== "undo") return [];
    const owner = topology.node.get(edge.from);
    const undo = topology.node.get(edge.to);
    // A wire into nowhere, from a node without the output or to what takes no part has its own diagnostic.
    if (owner === undefined || undo === undefined || !hasUndoPort(owner)) return [];
    const isSecond = owners.has(owner.id);
    owners.add(owner.id);
    const message = isSecond
      ? `${quoted(owner)} has two nodes that undo it. Remove one of the wires; a Try can hold several steps.`
      : problemOf(edge, owner, undo, graph.edges);
    if (message === undefined) return [];
    return [{ severity: "error", code: "undo-invalid", nodeId: undo.id, edgeId: edge.id, message }];
  });
};

function problemOf(
  edge: GraphEdge,
  owner: GraphNode,
  undo: GraphNode,
  edges: readonly GraphEdge[],
): string | undefined {
  if (owner.id === undo.id) return `${quoted(owner)} cannot undo itself. Draw the wire to another node.`;
  if (undo.type === "return" || undo.type === "throw" || undo.type === "continueAsNew")
    return `${quoted(undo)} ends something and so undoes nothing. Let an activity undo ${quoted(owner)}.`;
  const into = edges.find((other) => other !== edge && other.to === undo.id);
  if (into !== undefined)
    return `${quoted(undo)} undoes ${quoted(owner)}, so it runs only when something fails; but another wire leads to it, too. Remove one of the two.`;
  const out = edges.find((other) => other.from === undo.id);
  if (out !== undefined)
    return `${quoted(undo)} undoes ${quoted(owner)}, and nothing comes after it; but a wire leaves it. Remove that wire, or put both into a Try.`;
  return undefined;
}
