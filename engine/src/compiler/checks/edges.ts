import type { Diagnostic } from "../diagnostic.js";
import { type GraphEdge, type GraphNode, hasErrorPort, hasUndoPort, portsOf } from "../graph.js";
import { type Check, quoted } from "./context.js";

/** Every edge leads from a port that exists to a node of the same container, once. */
export const checkEdges: Check = ({ graph, topology }) => {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const ids = new Set<string>();
  for (const edge of graph.edges) {
    const from = topology.node.get(edge.from);
    const to = topology.node.get(edge.to);
    const error = (code: Diagnostic["code"], message: string) =>
      diagnostics.push({
        severity: "error",
        code,
        edgeId: edge.id,
        message,
        ...(from !== undefined ? { nodeId: from.id } : to !== undefined && { nodeId: to.id }),
      });

    if (ids.has(edge.id)) error("duplicate-id", `Two wires have the id ${edge.id}. Give one of them another.`);
    ids.add(edge.id);
    if (from === undefined || to === undefined) {
      error("edge-dangling", `A wire ${danglingEnds(edge, from?.name, to?.name)}. Remove it, or connect it to a node.`);
      continue;
    }
    if (to.type === "start")
      error(
        "edge-into-start",
        `A wire leads from ${quoted(from)} into the start. Nothing can come before it: remove the wire.`,
      );
    if (!isInFlow(to)) error("edge-target", `A wire leads from ${quoted(from)} to ${quoted(to)}. ${targetAdvice(to)}`);
    if (!allPorts(from).includes(edge.port)) {
      const ports = allPorts(from);
      const has = ports.length === 0 ? "it has no output" : `it has ${ports.map((port) => `"${port}"`).join(" and ")}`;
      error("edge-port", `${quoted(from)} has no output "${edge.port}": ${has}. Draw the wire anew.`);
    }
    if (containerId(topology.enclosing(from.id)) !== containerId(topology.enclosing(to.id))) {
      error(
        "edge-crosses-container",
        `A wire leads from ${quoted(from)} to ${quoted(to)} across the border of a container. Connect the container itself instead.`,
      );
    }
    const key = `${edge.from} ${edge.port} ${edge.to}`;
    if (seen.has(key))
      error("edge-duplicate", `Two wires lead from ${quoted(from)} to ${quoted(to)}. Remove one of them.`);
    seen.add(key);
  }
  return diagnostics;
};

/** What no wire leads to, since it stands beside the flow. */
function targetAdvice(to: GraphNode): string {
  switch (to.type) {
    case "catch":
      return "A Catch begins by itself when the body of its Try fails: remove the wire.";
    case "finally":
      return "A Finally begins by itself at the end of its Try: remove the wire.";
    default:
      return "What only stands on the canvas takes no part in a run: remove the wire.";
  }
}

const isInFlow = ({ type }: GraphNode): boolean =>
  type !== "catch" && type !== "finally" && type !== "note" && type !== "group";

const allPorts = (node: GraphNode): readonly string[] => [
  ...portsOf(node),
  ...(hasErrorPort(node) ? ["error"] : []),
  ...(hasUndoPort(node) ? ["undo"] : []),
];

const containerId = (around: readonly { readonly id: string }[]): string | undefined => around[0]?.id;

function danglingEnds(edge: GraphEdge, from: string | undefined, to: string | undefined): string {
  if (from === undefined && to === undefined) return `leads from ${edge.from} to ${edge.to}, and neither exists`;
  if (from === undefined) return `into "${to}" comes from ${edge.from}, which does not exist`;
  return `from "${from}" leads to ${edge.to}, which does not exist`;
}
