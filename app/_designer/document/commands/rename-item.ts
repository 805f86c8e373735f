import { descendantsOf, nodeById, type WorkflowDocument, withNodes } from "../document";
import { mapExpressions } from "../map-expressions";
import { renameInExpression } from "../rename-in-expression";

/** Renames what a for each calls its item (or its number), and every expression in it that reads it. */
export function renameItem(
  document: WorkflowDocument,
  nodeId: string,
  which: "itemName" | "indexName",
  name: string,
): WorkflowDocument {
  const container = nodeById(document.graph, nodeId);
  if (container?.type !== "forEach" || (container.config[which] ?? "") === name) return document;
  const before = container.config[which] ?? "";
  const inside = descendantsOf(document.graph, new Set([nodeId]));
  return withNodes(
    document,
    document.graph.nodes.map((node) => {
      if (node.id === nodeId && node.type === "forEach") {
        const { indexName: index, ...config } = { ...node.config, [which]: name };
        return { ...node, config: { ...config, ...(index !== undefined && index !== "" && { indexName: index }) } };
      }
      if (!inside.has(node.id) || before === "" || name === "") return node;
      return mapExpressions(node, (expression) => renameInExpression(expression, before, name));
    }),
  );
}
