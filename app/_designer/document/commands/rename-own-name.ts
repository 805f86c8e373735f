import type { GraphNode } from "@dacapo/engine/compiler";
import { descendantsOf, nodeById, type WorkflowDocument, withNodes } from "../document";
import { mapExpressions } from "../map-expressions";
import { renameInExpression } from "../rename-in-expression";

/** A word that a container gives a meaning to for what lies in it. */
export type OwnName =
  | { readonly kind: "item" | "index" | "error" }
  /** The variable of a while at this place of its list. */
  | { readonly kind: "variable"; readonly at: number };

/** Renames such a word, and every expression that reads it: in the container's body, and in its own settings where they may. */
export function renameOwnName(
  document: WorkflowDocument,
  nodeId: string,
  which: OwnName,
  name: string,
): WorkflowDocument {
  const container = nodeById(document.graph, nodeId);
  if (container === undefined) return document;
  const before = ownNameOf(container, which);
  if (before === undefined || before === name) return document;
  const inside = descendantsOf(document.graph, new Set([nodeId]));
  const follow = (expression: string) => renameInExpression(expression, before, name);
  const follows = before !== "" && name !== "";
  return withNodes(
    document,
    document.graph.nodes.map((node) => {
      if (node.id === nodeId) return withOwnName(follows ? inOwnSettings(node, follow) : node, which, name);
      return follows && inside.has(node.id) ? mapExpressions(node, follow) : node;
    }),
  );
}

/** The word as it is; `undefined` where the node has no such word at all. */
function ownNameOf(node: GraphNode, which: OwnName): string | undefined {
  switch (node.type) {
    case "forEach":
      if (which.kind === "item") return node.config.itemName;
      return which.kind === "index" ? (node.config.indexName ?? "") : undefined;
    case "while":
      return which.kind === "variable" ? node.config.variables[which.at]?.name : undefined;
    case "catch":
      return which.kind === "error" ? node.config.errorName : undefined;
    default:
      return undefined;
  }
}

/** What of a container's own settings may read its words: the initial values of a while, say, may not. */
function inOwnSettings(node: GraphNode, follow: (expression: string) => string): GraphNode {
  switch (node.type) {
    case "while": {
      const variables = node.config.variables.map((variable) =>
        variable.next === undefined ? variable : { ...variable, next: follow(variable.next) },
      );
      return { ...node, config: { ...node.config, condition: follow(node.config.condition), variables } };
    }
    case "catch":
      return node.config.condition === undefined
        ? node
        : { ...node, config: { ...node.config, condition: follow(node.config.condition) } };
    default:
      return node;
  }
}

function withOwnName(node: GraphNode, which: OwnName, name: string): GraphNode {
  switch (node.type) {
    case "forEach": {
      if (which.kind === "item") return { ...node, config: { ...node.config, itemName: name } };
      const { indexName: _before, ...config } = node.config;
      return { ...node, config: { ...config, ...(name !== "" && { indexName: name }) } };
    }
    case "while": {
      const at = which.kind === "variable" ? which.at : -1;
      const variables = node.config.variables.map((variable, index) =>
        index === at ? { ...variable, name } : variable,
      );
      return { ...node, config: { ...node.config, variables } };
    }
    case "catch":
      return { ...node, config: { ...node.config, errorName: name } };
    default:
      return node;
  }
}
