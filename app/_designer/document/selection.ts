import type { WorkflowDocument } from "./document";

/** What is chosen. Not part of the document, so undo leaves it alone. */
export interface Selection {
  readonly nodeIds: ReadonlySet<string>;
  readonly edgeIds: ReadonlySet<string>;
}

export const NOTHING_SELECTED: Selection = { nodeIds: new Set(), edgeIds: new Set() };

export function selectNodes(nodeIds: Iterable<string>): Selection {
  return { nodeIds: new Set(nodeIds), edgeIds: new Set() };
}

export function selectAll(document: WorkflowDocument): Selection {
  return {
    nodeIds: new Set(document.graph.nodes.map((node) => node.id)),
    edgeIds: new Set(document.graph.edges.map((edge) => edge.id)),
  };
}

/** The one node that is selected, when it is one and nothing else. */
export function onlyNode(selection: Selection): string | undefined {
  if (selection.nodeIds.size !== 1) return undefined;
  return [...selection.nodeIds][0];
}

/** The selection without what the document no longer holds; itself when all is there. */
export function pruned(selection: Selection, document: WorkflowDocument): Selection {
  const nodes = new Set(document.graph.nodes.map((node) => node.id));
  const edges = new Set(document.graph.edges.map((edge) => edge.id));
  const nodeIds = [...selection.nodeIds].filter((id) => nodes.has(id));
  const edgeIds = [...selection.edgeIds].filter((id) => edges.has(id));
  if (nodeIds.length === selection.nodeIds.size && edgeIds.length === selection.edgeIds.size) return selection;
  return { nodeIds: new Set(nodeIds), edgeIds: new Set(edgeIds) };
}

export function sameSelection(a: Selection, b: Selection): boolean {
  return sameSet(a.nodeIds, b.nodeIds) && sameSet(a.edgeIds, b.edgeIds);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((member) => b.has(member));
}
