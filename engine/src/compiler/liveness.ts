import { type Condition, Conditions, portNumber } from "./condition.js";
import type { Region } from "./topology.js";

/** For each node of a region: in which runs of the region it is alive, rather than skipped. */
export interface Liveness {
  readonly conditions: Conditions;
  alive(nodeId: string): Condition;
}

/**
 * The dead-path rules, for every combination of branches at once: a node lives when one of its
 * incoming edges does; an edge of an if lives when its port is taken. A run enters at the start, an
 * iteration at every node without an incoming edge.
 */
export function livenessOf(region: Region): Liveness {
  const conditions = new Conditions();
  const alive = new Map<string, Condition>();
  const place = new Map(region.order.map((node, index) => [node.id, index]));
  for (const [index, node] of region.order.entries()) {
    const into = region.into(node.id);
    const isEntry = into.length === 0 && (region.container !== undefined || node.type === "start");
    const condition = isEntry
      ? conditions.always
      : conditions.anyOf(
          into.map(({ from, port }) => {
            const ofSource = alive.get(from) ?? conditions.never;
            if (port === "out" || ofSource === conditions.never) return ofSource;
            return conditions.whenTaken(portNumber(place.get(from) as number, port === "true"));
          }),
        );
    if (node.type === "if") conditions.tellIf(index, condition);
    alive.set(node.id, condition);
  }
  return { conditions, alive: (nodeId) => alive.get(nodeId) ?? conditions.never };
}
