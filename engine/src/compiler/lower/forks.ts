import type { Condition } from "../condition.js";
import type { GraphNode } from "../graph.js";
import type { Liveness } from "../liveness.js";
import { guardFor } from "./guard.js";
import type { Block, Fork, Step } from "./ir.js";
import type { Part } from "./part.js";

/**
 * Writes a part that is not nested: every chain of nodes becomes a fork that waits for just the
 * forks it depends on. Nothing is held up that need not be, whatever the part's shape.
 */
export function forksOf(part: Part, known: Condition, liveness: Liveness, single: (node: GraphNode) => Step): Step {
  const chains = chainsOf(part);
  const chainOf = new Map(chains.flatMap((chain) => chain.nodes.map((node) => [node.id, chain] as const)));
  const waited = new Set<Chain>();
  const drafts = chains.map((chain) => {
    const before = [...new Set(predecessors(part, chain.first).map((id) => chainOf.get(id)))].filter(
      (each): each is Chain => each !== undefined,
    );
    // What a fork waits for has itself waited for what lies before it.
    const direct = before.filter((each) => !before.some((other) => part.region.precedes(each.last.id, other.first.id)));
    for (const each of direct) waited.add(each);
    return { chain, direct };
  });
  const forks = drafts.map(({ chain, direct }): Fork => {
    const steps: Block = chain.nodes.map(single);
    const guard = guardFor(part.region, liveness, liveness.alive(chain.first.id), known);
    return {
      id: chain.last.id,
      waitsFor: direct.map((each) => each.last.id),
      steps,
      isLast: !waited.has(chain),
      ...(guard.kind !== "always" && { guard }),
    };
  });
  return { kind: "forks", forks };
}

interface Chain {
  readonly first: GraphNode;
  readonly last: GraphNode;
  readonly nodes: readonly GraphNode[];
}

const predecessors = (part: Part, node: GraphNode): string[] =>
  part.region
    .into(node.id)
    .map((edge) => edge.from)
    .filter((id) => part.has(id));

/** Nodes that follow one another and have nothing to do with others in between. An if ends its chain. */
function chainsOf(part: Part): Chain[] {
  const chains: { nodes: GraphNode[] }[] = [];
  const endingIn = new Map<string, { nodes: GraphNode[] }>();
  for (const node of part.nodes) {
    const into = part.region.into(node.id);
    const before = into.length === 1 ? endingIn.get(into[0]?.from ?? "") : undefined;
    const last = before?.nodes.at(-1);
    const follows =
      before !== undefined && last !== undefined && last.type !== "if" && part.region.out(last.id).length === 1;
    const chain = follows ? before : { nodes: [] };
    if (!follows) chains.push(chain);
    chain.nodes.push(node);
    if (last !== undefined && follows) endingIn.delete(last.id);
    endingIn.set(node.id, chain);
  }
  return chains.flatMap(({ nodes }) => {
    const [first, last] = [nodes[0], nodes.at(-1)];
    return first === undefined || last === undefined ? [] : [{ first, last, nodes }];
  });
}
