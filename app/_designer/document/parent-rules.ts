import type { Graph, GraphNode } from "@dacapo/engine/compiler";
import { isContainer } from "./geometry";
import { NODE_TYPES } from "./node-types";

/** Says in a sentence why a node may not lie there (`undefined`: on the canvas itself); `undefined` when it may. */
export function whyNotInside(
  graph: Graph,
  node: Pick<GraphNode, "id" | "type" | "name">,
  parent: GraphNode | undefined,
): string | undefined {
  if (parent !== undefined && !isContainer(parent.type)) return `${parent.name} is no container.`;
  switch (node.type) {
    case "start":
    case "group":
      return parent === undefined
        ? undefined
        : `A ${NODE_TYPES[node.type].title.toLowerCase()} lies on the canvas itself.`;
    case "catch":
    case "finally": {
      const title = NODE_TYPES[node.type].title;
      if (parent?.type !== "try") return `${title} belongs in a try: drop it there, or add a try first.`;
      const other = graph.nodes.find(
        (sibling) => sibling.parent === parent.id && sibling.type === node.type && sibling.id !== node.id,
      );
      return other === undefined ? undefined : `${parent.name} has a ${title.toLowerCase()} already: ${other.name}.`;
    }
    default:
      return undefined;
  }
}
