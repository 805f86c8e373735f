import { type Condition, decisionAt, portNumber } from "../condition.js";
import type { GraphNode, Port } from "../graph.js";
import type { Liveness } from "../liveness.js";
import type { Scope } from "../readable-names.js";
import type { Region, Topology } from "../topology.js";
import { isDisabled, isFailingPort } from "../ways.js";
import { type Branch, besideEachOther } from "./beside.js";
import { guardFor } from "./guard.js";
import { type Block, type BranchStep, type Fork, lastNodeOf, type Reach, type Step } from "./ir.js";
import { Part } from "./part.js";
import { type Inside, singleStep } from "./single.js";
import { draftsOf, finish, type Unit, type UnitReach, unitsOf } from "./units.js";
import { endsInThrow } from "./walk-steps.js";

/** Deeper nesting helps no reader, and costs stack in everything that reads the code. */
const DEPTH_MAX = 100;

/**
 * Recovers the structure of a graph without errors: straight lines become steps, a two-way split
 * becomes an if, independent branches become a parallel. What is none of these becomes forks that
 * wait for each other. Two nodes that the graph lets run together run together in the code, always.
 */
export function lower(topology: Topology, scope: Scope): Block {
  return lowerRegion(undefined, topology, scope);
}

function lowerRegion(container: string | undefined, topology: Topology, scope: Scope): Block {
  const { region, dead } = livingRegion(container, topology, scope);
  // What lies behind a node that is switched off has a name, too, and is undefined.
  const idle = dead.map((node): Step => ({ kind: "idle", node }));
  return [...idle, ...lowerPart(new Part(region, [...region.order.keys()]), topology, scope)];
}

/** The part of a region that can live at all. */
function livingRegion(container: string | undefined, topology: Topology, scope: Scope) {
  const region = topology.region(container);
  const { conditions, alive } = scope.liveness(region);
  const dead = region.order.filter((node) => alive(node.id) === conditions.never);
  if (dead.length === 0) return { region, dead };
  return { region: region.without(new Set(dead.map((node) => node.id))), dead };
}

function lowerPart(part: Part, topology: Topology, scope: Scope): Block {
  const { region } = part;
  const liveness = scope.liveness(region);
  const inside: Inside = {
    body: (inner) => lowerRegion(inner.id, topology, scope),
    race: (inner) => {
      const { region: racing } = livingRegion(inner.id, topology, scope);
      return new Part(racing, [...racing.order.keys()])
        .components()
        .map((component) => ({ first: component.nodes[0] as GraphNode, body: lowerPart(component, topology, scope) }));
    },
  };
  const single = (node: GraphNode) => singleStep(topology, region, inside, node);
  return new Lowering(region, liveness, single).part(part, liveness.conditions.always, 0);
}

/**
 * Writes parts of one region. `known` is what holds wherever the part is written; every node of the
 * part lives only in runs in which it does.
 */
class Lowering {
  constructor(
    readonly region: Region,
    readonly liveness: Liveness,
    readonly single: (node: GraphNode) => Step,
  ) {}

  part(part: Part, known: Condition, depth: number): Block {
    if (part.places.length === 0) return [];
    if (depth > DEPTH_MAX) return [this.#forks(finish(part, draftsOf(part)), known, depth)];
    const components = part.components();
    return components.length > 1 ? this.#beside(components, known, depth) : this.#line(part.segments(), known, depth);
  }

  /** Pieces that come one after the other. */
  #line(segments: readonly Part[], known: Condition, depth: number): Block {
    const { conditions } = this.liveness;
    const steps: Step[] = [];
    for (let at = 0; at < segments.length; ) {
      const segment = segments[at] as Part;
      const lives = this.#lives(segment);
      if (!conditions.implies(known, lives)) {
        const end = this.#endOfRun(segments, at, lives);
        const guard = guardFor(this.region, conditions, lives, known);
        const guarded = this.#line(segments.slice(at, end), lives, depth + 1);
        // What does nothing does it in every run.
        if (guarded.every(({ kind }) => kind === "idle")) steps.push(...guarded);
        else steps.push({ kind: "guarded", guard, steps: guarded, otherwise: [] });
        at = end;
        continue;
      }
      const only = segment.only();
      const single = only === undefined ? undefined : this.single(only);
      if (single?.kind === "branch") {
        const branch = this.#branch(single, segments, at, depth);
        steps.push(...branch.steps);
        at = branch.end;
        continue;
      }
      at += 1;
      if (single !== undefined) steps.push(single);
      else steps.push(...this.#piece(segment, known, depth));
    }
    return steps;
  }

  /** A decision with those of the next pieces that live by one of its ports alone. */
  #branch(bare: BranchStep, segments: readonly Part[], at: number, depth: number): { steps: Block; end: number } {
    const { conditions } = this.liveness;
    const place = segments[at]?.places[0] as number;
    const next = segments[at + 1];
    const alone = { steps: [bare], end: at + 1 };
    if (next === undefined) return alone;

    const components = next.components();
    const arms = portsInOrder(bare).flatMap((port) => {
      const taken = conditions.whenTaken(portNumber(decisionAt(place), bare.ways.indexOf(port)));
      const behind = components.filter((each) => conditions.implies(this.#lives(each), taken));
      return behind.length === 0 ? [] : [{ port, taken, behind }];
    });
    const [only] = arms;
    if (only === undefined || arms.reduce((sum, { behind }) => sum + behind.length, 0) < components.length) {
      return alone;
    }
    if (arms.length > 1) {
      const written = arms.map(({ port, taken, behind }) => ({ port, steps: this.#beside(behind, taken, depth + 1) }));
      return { steps: flattened({ ...bare, arms: written }), end: at + 2 };
    }
    const end = this.#endOfRun(segments, at + 1, only.taken);
    const steps = this.#line(segments.slice(at + 1, end), only.taken, depth + 1);
    return { steps: [{ ...bare, arms: [{ port: only.port, steps }] }], end };
  }

  /** Up to where the pieces live only in runs in which `condition` holds. */
  #endOfRun(segments: readonly Part[], from: number, condition: Condition): number {
    const past = segments.findIndex(
      (segment, index) => index > from && !this.liveness.conditions.implies(this.#lives(segment), condition),
    );
    return past === -1 ? segments.length : past;
  }

  /** A piece that cannot be cut: branches beside each other, or a tangle. */
  #piece(piece: Part, known: Condition, depth: number): Block {
    const components = piece.components();
    if (components.length > 1) return this.#beside(components, known, depth);
    // What takes no time and waits for nothing here can be done at once; the rest may then be nested.
    const atOnce = piece.places.filter(
      (place) => takesNoTime(piece.node(place)) && piece.before(place).length === 0 && !piece.isWay(place),
    );
    if (atOnce.length === 0) return [this.#forks(unitsOf(piece), known, depth)];
    const now = new Set(atOnce);
    return [
      ...atOnce.flatMap((place) => this.part(new Part(this.region, [place]), known, depth + 1)),
      ...this.part(
        piece.keep((place) => !now.has(place)),
        known,
        depth + 1,
      ),
    ];
  }

  #beside(components: readonly Part[], known: Condition, depth: number): Block {
    const branches = components.map((component): Branch => {
      const lives = this.#lives(component);
      return { lives, write: () => this.part(component, lives, depth + 1) };
    });
    return besideEachOther(this.region, this.liveness.conditions, branches, known);
  }

  #forks(units: readonly Unit[], known: Condition, depth: number): Step {
    const { conditions } = this.liveness;
    const written = new Map<Unit, Fork>();
    for (const unit of units) {
      const lives = this.#lives(unit.part);
      const guard = guardFor(this.region, conditions, lives, known);
      const only = unit.part.only();
      const steps = only === undefined ? this.part(unit.part, lives, depth + 1) : [this.single(only)];
      const reach = unit.reach === undefined ? undefined : this.#reach(unit.part, unit.reach, written, known);
      written.set(unit, {
        id: reach?.node.id ?? lastNodeOf(steps)?.id ?? "",
        waitsFor: unit.waitsFor.map((earlier) => (written.get(earlier) as Fork).id),
        steps,
        isLast: unit.isLast,
        ...(!conditions.implies(known, lives) && { guard }),
        ...(reach !== undefined && { reach }),
      });
    }
    return { kind: "forks", forks: [...written.values()] };
  }

  #reach(part: Part, { count, ways }: UnitReach, written: ReadonlyMap<Unit, Fork>, known: Condition): Reach {
    const { conditions, edge: livesBy } = this.liveness;
    const node = part.nodes[0] as GraphNode;
    const join = "join" in node ? node.join : undefined;
    const isCancelling = join !== undefined && join.kind !== "all" && join.rest === "cancel";
    const losers = isCancelling ? this.#leadingOnlyTo(part.places[0] as number) : undefined;
    return {
      node,
      count,
      ways: ways.map(({ edge, unit }) => {
        const { id } = written.get(unit) as Fork;
        const lives = livesBy(edge);
        if (conditions.implies(known, lives)) return { fork: id };
        return { fork: id, guard: guardFor(this.region, conditions, lives, known) };
      }),
      cancels: [...written].flatMap(([unit, { id }]) =>
        losers !== undefined && unit.part.places.every((place) => losers.has(place)) ? [id] : [],
      ),
    };
  }

  /** The places of what nobody waits for but the node here, and what has not certainly settled before it. */
  #leadingOnlyTo(place: number): ReadonlySet<number> {
    const { region } = this;
    const before = region.ancestors(place);
    const leading = new Set<number>();
    for (let each = place - 1; each >= 0; each--) {
      const targets = region.targets(each);
      const isLeading = targets.length > 0 && targets.every((target) => target === place || leading.has(target));
      if (isLeading && !before.has(each)) leading.add(each);
    }
    return leading;
  }

  /** When anything of the part lives. This is decided before the part begins: what it holds itself follows from it. */
  #lives(part: Part): Condition {
    return this.liveness.conditions.anyOf(part.nodes.map((node) => this.liveness.alive(node.id)));
  }
}

const takesNoTime = (node: GraphNode): boolean =>
  node.type === "if" || node.type === "switch" || node.type === "set" || node.type === "start" || isDisabled(node);

/** An if is written with what is true first. */
const portsInOrder = ({ node, ways }: BranchStep): readonly Port[] =>
  node.type === "if"
    ? ["true", "false"]
    : ways.filter(isFailingPort).concat(ways.filter((port) => !isFailingPort(port)));

/** Where a failure leads to nothing but another throw, what comes after success needs no braces. */
function flattened(step: BranchStep): Block {
  const failing = step.arms.filter(({ port }) => isFailingPort(port));
  const rest = step.arms.filter(({ port }) => !isFailingPort(port));
  const [only] = rest;
  const isFlat = rest.length === 1 && only?.port === "out" && failing.length > 0;
  const canFlatten =
    isFlat && failing.every(({ steps }) => endsInThrow(steps)) && failing.length === step.ways.length - 1;
  return canFlatten ? [{ ...step, arms: failing }, ...only.steps] : [step];
}
