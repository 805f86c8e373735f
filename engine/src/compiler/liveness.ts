import { beginningAt, type Condition, Conditions, decisionAt, portNumber } from "./condition.js";
import type { GraphEdge } from "./graph.js";
import type { Region } from "./topology.js";
import { livingNeeded, waysOf } from "./ways.js";

/** For each node of a region: in which runs of the region it is alive, rather than skipped. */
export interface Liveness {
  readonly conditions: Conditions;
  alive(nodeId: string): Condition;
  /** When the edge lives: its node does, and takes the edge's port. */
  edge(edge: GraphEdge): Condition;
}

/** The port of a beginning: so many edges lived. The other one: they did not. */
export const BEGUN = 1;

/**
 * The dead-path rules, for every combination of branches at once: a node lives when one of its
 * incoming edges does, or as many as it needs; an edge of a decision lives when its port is taken. A
 * run enters at the start, an iteration at every node without an incoming edge.
 */
export function livenessOf(region: Region): Liveness {
  const conditions = new Conditions();
  const alive = new Map<string, Condition>();
  const edgeCondition = ({ from, port }: GraphEdge): Condition => {
    const ofSource = alive.get(from) ?? conditions.never;
    const place = region.place(from);
    const source = place === undefined ? undefined : region.order[place];
    if (source === undefined || place === undefined || ofSource === conditions.never) return conditions.never;
    const ways = waysOf(source, region.out(from));
    const way = ways.indexOf(port);
    if (way === -1) return conditions.never;
    return ways.length === 1 ? ofSource : conditions.whenTaken(portNumber(decisionAt(place), way));
  };
  for (const [place, node] of region.order.entries()) {
    const into = region.into(node.id);
    const isEntry = into.length === 0 && (region.container !== undefined || node.type === "start");
    const reached = isEntry ? conditions.always : conditions.anyOf(into.map(edgeCondition));
    const needed = livingNeeded(node, into) ?? 1;
    let condition = reached;
    if (needed > 1 && reached !== conditions.never) {
      // How many edges live is no matter of single ports: whether the node begins is a decision of its own.
      conditions.tell(beginningAt(place), reached, 2);
      condition = conditions.whenTaken(portNumber(beginningAt(place), BEGUN));
    }
    const ways = waysOf(node, region.out(node.id));
    if (ways.length > 1) conditions.tell(decisionAt(place), condition, ways.length);
    alive.set(node.id, condition);
  }
  return { conditions, alive: (nodeId) => alive.get(nodeId) ?? conditions.never, edge: edgeCondition };
}
