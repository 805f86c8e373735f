import { type GraphNode, hasErrorPort, hasUndoPort, type Port, portsOf } from "@dacapo/engine/compiler";

/** Every port that an edge may leave from: the ordinary ones, then "error" and "undo". */
export function allPortsOf(node: GraphNode): readonly Port[] {
  return [...portsOf(node), ...(hasErrorPort(node) ? ["error"] : []), ...(hasUndoPort(node) ? ["undo"] : [])];
}

/** What a port is called: a case of a switch has a label beside its id. */
export function portLabel(node: GraphNode, port: Port): string {
  if (node.type !== "switch") return port;
  const index = node.config.cases.findIndex((each) => each.id === port);
  return index === -1 ? port : (node.config.cases[index]?.label ?? "") || `case ${index + 1}`;
}
