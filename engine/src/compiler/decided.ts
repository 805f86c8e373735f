import { type Condition, decisionOfPort, isBeginning, placeOfDecision, wayOfPort } from "./condition.js";
import type { GraphNode, Port } from "./graph.js";
import type { Liveness } from "./liveness.js";
import type { Region } from "./topology.js";
import { waysOf } from "./ways.js";

/** A node that has decided, and the port that it has taken. */
export interface TakenPort {
  readonly node: GraphNode;
  readonly port: Port;
}

/** What has certainly been decided whenever a node of a region lives. */
export interface Decided {
  /** The last decision first; the same object each time. */
  before(nodeId: string): Iterable<TakenPort>;
}

/** A taken port, and the one that must have been taken before it. */
interface Step {
  /** Undefined where a node has begun: that is decided by no port of its own. */
  readonly taken: TakenPort | undefined;
  readonly before: Step | undefined;
  readonly depth: number;
}

/**
 * The ports form a tree: above each is the last one that everybody has passed who takes it. Where several ports lead to
 * a node, that is where their ways up meet. A chain of decisions costs its length once, not once for each node behind it.
 */
export function decidedIn(region: Region, { conditions, alive }: Liveness): Decided {
  const steps = new Map<number, Step>();
  const stepOf = (port: number): Step => {
    const known = steps.get(port);
    if (known !== undefined) return known;
    const before = last(conditions.of(decisionOfPort(port)));
    const step = { taken: takenBy(region, port), before, depth: (before?.depth ?? 0) + 1 };
    steps.set(port, step);
    return step;
  };
  const last = ({ ports }: Condition): Step | undefined => {
    const [first, ...others] = ports;
    // The port through which a run comes in is no decision's; what never lives has passed nothing.
    if (first === undefined || first < 0) return undefined;
    return others.reduce<Step | undefined>((met, port) => meeting(met, stepOf(port)), stepOf(first));
  };
  // Causes are told first, so that no way up is longer than one step when it is asked for.
  for (const node of region.order) last(alive(node.id));
  return {
    *before(nodeId) {
      for (let step = last(alive(nodeId)); step !== undefined; step = step.before) {
        if (step.taken !== undefined) yield step.taken;
      }
    },
  };
}

function takenBy(region: Region, port: number): TakenPort | undefined {
  const decision = decisionOfPort(port);
  const node = isBeginning(decision) ? undefined : region.order[placeOfDecision(decision)];
  const taken = node && waysOf(node, region.out(node.id))[wayOfPort(port)];
  return node === undefined || taken === undefined ? undefined : { node, port: taken };
}

function meeting(a: Step | undefined, b: Step | undefined): Step | undefined {
  let [left, right] = [a, b];
  while (left !== right) {
    if (left === undefined || right === undefined) return undefined;
    if (left.depth >= right.depth) left = left.before;
    else right = right.before;
  }
  return left;
}
