import type { Graph } from "@dacapo/engine/compiler";

interface Searchable {
  readonly name: string;
  readonly graph: Pick<Graph, "nodes">;
}

/** True when every word of the search is in the workflow's name or in a node's. */
export function matchesSearch(card: Searchable, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const texts = [card.name, ...card.graph.nodes.flatMap((node) => [node.name, node.notes ?? ""])].map((text) =>
    text.toLowerCase(),
  );
  return words.every((word) => texts.some((text) => text.includes(word)));
}
