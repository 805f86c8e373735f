import type { GraphNode } from "./graph.js";
import type { Topology } from "./topology.js";
import { waysOf } from "./ways.js";

/** A name that a container gives to what lies in it. */
export interface OwnName {
  readonly name: string;
  readonly kind: "item" | "index" | "variable" | "error";
  /** Where it is set. */
  readonly field: string;
}

/** The names that are known within the container alone. */
export function ownNames(node: GraphNode): readonly OwnName[] {
  switch (node.type) {
    case "forEach": {
      const { itemName, indexName } = node.config;
      const item = { name: itemName, kind: "item", field: "config.itemName" } as const;
      return indexName === undefined || indexName === ""
        ? [item]
        : [item, { name: indexName, kind: "index", field: "config.indexName" }];
    }
    case "while":
      return node.config.variables.map(({ name }, index) => ({
        name,
        kind: "variable",
        field: `config.variables.${index}.name`,
      }));
    case "catch":
      return [{ name: node.config.errorName, kind: "error", field: "config.errorName" }];
    default:
      return [];
  }
}

/** What a node's failure is called by those after it, where an edge leads from its port "error". */
export const failureName = (node: GraphNode): string => `${node.name}Error`;

export function hasErrorEdge(node: GraphNode, topology: Topology): boolean {
  return waysOf(node, topology.region(topology.enclosing(node.id)[0]?.id).out(node.id)).includes("error");
}
