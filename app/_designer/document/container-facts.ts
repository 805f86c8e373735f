import type { GraphNode } from "@dacapo/engine/compiler";

/** True for a container whose body may run several times: it is drawn with repeat bars. */
export function repeats(node: GraphNode): boolean {
  return node.type === "forEach" || node.type === "while";
}

/** What the head of a container says beside what it does: its limits and policies, each in two or three words. */
export function containerFacts(node: GraphNode): readonly string[] {
  switch (node.type) {
    case "forEach":
      return [
        ...(node.config.maxConcurrency === undefined ? [] : [`max ${countOf(node.config.maxConcurrency)}`]),
        ...(node.config.onFailure === "collect" ? ["collects"] : []),
      ];
    case "while":
      return node.config.maxRounds === undefined ? [] : [`max ${node.config.maxRounds}`];
    default:
      return [];
  }
}

function countOf(count: number | { readonly expression: string }): string {
  return typeof count === "number" ? String(count) : count.expression;
}
