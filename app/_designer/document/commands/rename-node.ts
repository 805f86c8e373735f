import { nodeById, type WorkflowDocument, withNodes } from "../document";
import { mapExpressions } from "../map-expressions";
import { isStep } from "../node-settings";
import { renameInExpression } from "../rename-in-expression";

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * Renames a node, and with it every expression that reads it. Expressions follow only from one
 * proper name to another that nothing else bears: while a name is half typed or taken, following it
 * would tie expressions to the wrong node.
 */
export function renameNode(document: WorkflowDocument, nodeId: string, name: string): WorkflowDocument {
  const node = nodeById(document.graph, nodeId);
  if (node === undefined || node.name === name) return document;
  const before = node.name;
  const isRead = isStep(node) && node.type !== "return";
  const others = document.graph.nodes.filter((other) => other.id !== nodeId);
  const follows =
    isRead &&
    IDENTIFIER.test(before) &&
    IDENTIFIER.test(name) &&
    others.every((other) => other.name !== before && other.name !== name);
  // A node with an edge from "error" gives a second name: that of its failure.
  const follow = (expression: string) =>
    renameInExpression(renameInExpression(expression, before, name), `${before}Error`, `${name}Error`);
  return withNodes(
    document,
    document.graph.nodes.map((other) => {
      const own = other.id === nodeId ? { ...other, name } : other;
      return follows ? mapExpressions(own, follow) : own;
    }),
  );
}
