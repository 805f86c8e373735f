import { ALWAYS, type Condition, Conditions, NEVER } from "./condition.js";
import type { GraphEdge } from "./graph.js";
import type { Region } from "./topology.js";

/** For each node of a region: in which runs of the region it is alive, rather than skipped. */
export interface Liveness {
  readonly conditions: Conditions;
  alive(nodeId: string): Condition;
  /** When the edge lives: its source does, and takes this port. */
  edgeAlive(edge: GraphEdge): Condition;
  /** The condition that an if takes its "true" port, given that it is alive. */
  taken(ifId: string): Condition;
}

/**
 * The dead-path rules, for every combination of branches at once: a node lives when one of its
 * incoming edges does, or when it has none; an edge of an if lives when its port is taken.
 */
export function livenessOf(region: Region): Liveness {
  const conditions = new Conditions();
  const alive = new Map<string, Condition>();
  const taken = new Map<string, Condition>();
  region.order.forEach((node, position) => {
    if (node.type === "if") taken.set(node.id, conditions.branch(position));
  });
  const edgeAlive = (edge: GraphEdge): Condition => {
    const source = alive.get(edge.from) ?? NEVER;
    const branch = taken.get(edge.from);
    if (branch === undefined || edge.port === "out") return source;
    return conditions.and(source, edge.port === "true" ? branch : conditions.not(branch));
  };
  for (const node of region.order) {
    const into = region.into(node.id);
    alive.set(node.id, into.length === 0 ? ALWAYS : into.map(edgeAlive).reduce((a, b) => conditions.or(a, b), NEVER));
  }
  return {
    conditions,
    alive: (nodeId) => alive.get(nodeId) ?? NEVER,
    edgeAlive,
    taken: (ifId) => taken.get(ifId) ?? ALWAYS,
  };
}
