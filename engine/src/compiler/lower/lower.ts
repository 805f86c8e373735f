import { ALWAYS, type Condition, NEVER } from "../condition.js";
import type { GraphNode, NodeOf } from "../graph.js";
import type { Liveness } from "../liveness.js";
import type { Scope } from "../readable-names.js";
import type { Topology } from "../topology.js";
import { forksOf } from "./forks.js";
import { guardFor } from "./guard.js";
import { type Block, isImmediate, type Step } from "./ir.js";
import { Part } from "./part.js";

/**
 * Recovers the structure of a graph without errors: straight lines become steps, a two-way split
 * that meets again becomes an if, independent branches become a parallel. What is none of these
 * becomes forks. Two nodes that the graph lets run together run together in the code, always.
 */
export function lower(topology: Topology, scope: Scope): Block {
  return lowerRegion(undefined, topology, scope);
}

function lowerRegion(container: string | undefined, topology: Topology, scope: Scope): Block {
  const region = topology.region(container);
  const liveness = scope.liveness(region);
  const single = (node: GraphNode): Step => {
    if (node.type === "forEach") return { kind: "loop", node, body: lowerRegion(node.id, topology, scope) };
    if (node.type === "if") return { kind: "if", node, whenTrue: [], whenFalse: [] };
    return { kind: "run", node };
  };
  return lowerPart(new Part(region, region.order), ALWAYS, { liveness, single });
}

interface Workshop {
  readonly liveness: Liveness;
  readonly single: (node: GraphNode) => Step;
}

/** Writes a part, in runs where `known` holds. */
function lowerPart(whole: Part, known: Condition, workshop: Workshop): Block {
  const { liveness, single } = workshop;
  const { conditions, alive } = liveness;
  const steps: Step[] = [];
  // Nodes that no run that comes here can reach are not written at all.
  let part = whole.keep((node) => conditions.overlap(known, alive(node.id)));
  while (part.nodes.length > 0) {
    const components = part.components();
    if (components.length > 1) {
      steps.push(...together(components.map((component) => lowerPart(component, known, workshop))));
      return steps;
    }
    const entries = part.entries();
    const [entry] = entries;
    if (entry === undefined) return steps;
    if (!entries.every((each) => conditions.implies(known, alive(each.id)))) {
      steps.push(guardedOrForks(part, entries, known, workshop));
      return steps;
    }
    if (entries.length > 1) {
      const cut = part.firstCut();
      if (cut === undefined) {
        steps.push(forksOf(part, known, liveness, single));
        return steps;
      }
      steps.push(...together(cut.before.components().map((component) => lowerPart(component, known, workshop))));
      part = cut.after;
    } else if (entry.type !== "if") {
      steps.push(single(entry));
      part = part.without(new Set([entry]));
    } else {
      const split = splitAt(entry, part, known, liveness);
      if (split === undefined) {
        steps.push(forksOf(part, known, liveness, single));
        return steps;
      }
      const taken = liveness.taken(entry.id);
      steps.push({
        kind: "if",
        node: entry,
        whenTrue: lowerPart(split.whenTrue, conditions.and(known, taken), workshop),
        whenFalse: lowerPart(split.whenFalse, conditions.and(known, conditions.not(taken)), workshop),
      });
      part = split.after;
    }
  }
  return steps;
}

/** Steps that begin together and end when all have. What takes no time needs no parallel. */
function together(branches: readonly Block[]): Block {
  const lasting = branches.filter((branch) => !isImmediate(branch));
  const immediate = branches.filter(isImmediate).flat();
  const [only] = lasting;
  if (lasting.length > 1) return [...immediate, { kind: "parallel", branches: lasting }];
  return only === undefined ? immediate : [...immediate, ...only];
}

/**
 * The nodes behind an if, by whether they live when it is taken, when it is not, or in either case;
 * `undefined` if the last kind does not wait for all of the first two.
 */
function splitAt(entry: NodeOf<"if">, part: Part, known: Condition, { conditions, alive, taken }: Liveness) {
  const rest = part.without(new Set<GraphNode>([entry]));
  const livesOnlyIf = (node: GraphNode, condition: Condition) =>
    conditions.implies(conditions.and(known, alive(node.id)), condition);
  const whenTrue = rest.keep((node) => livesOnlyIf(node, taken(entry.id)));
  const whenFalse = rest.keep((node) => livesOnlyIf(node, conditions.not(taken(entry.id))));
  const after = rest.keep((node) => !whenTrue.has(node.id) && !whenFalse.has(node.id));
  const waits = part.isBarrier(new Part(part.region, [...whenTrue.nodes, ...whenFalse.nodes]), after);
  return waits ? { whenTrue, whenFalse, after } : undefined;
}

/** A part that some runs skip from its first node on: one condition around it if that is all there is to it. */
function guardedOrForks(part: Part, entries: readonly GraphNode[], known: Condition, workshop: Workshop): Step {
  const { conditions, alive } = workshop.liveness;
  const lives = entries.map((entry) => alive(entry.id)).reduce((a, b) => conditions.or(a, b), NEVER);
  const inside = conditions.and(known, lives);
  const isWhole =
    entries.every((entry) => conditions.implies(inside, alive(entry.id))) &&
    part.nodes.every((node) => conditions.implies(conditions.and(known, alive(node.id)), lives));
  if (!isWhole) return forksOf(part, known, workshop.liveness, workshop.single);
  return {
    kind: "guarded",
    guard: guardFor(part.region, workshop.liveness, lives, known),
    steps: lowerPart(part, inside, workshop),
  };
}
