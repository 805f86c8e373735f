import type { Condition } from "../condition.js";
import type { GraphNode } from "../graph.js";
import type { Liveness } from "../liveness.js";
import type { Scope } from "../readable-names.js";
import type { Region, Topology } from "../topology.js";
import { type Branch, besideEachOther } from "./beside.js";
import { guardFor } from "./guard.js";
import { type Block, type Fork, lastNodeOf, type Step } from "./ir.js";
import { Part } from "./part.js";
import { draftsOf, finish, type Unit, unitsOf } from "./units.js";

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
  const region = topology.region(container);
  const single = (node: GraphNode): Step => {
    if (node.type === "forEach") return { kind: "loop", node, body: lowerRegion(node.id, topology, scope) };
    if (node.type === "if") return { kind: "if", node, whenTrue: [], whenFalse: [] };
    return { kind: "run", node };
  };
  const { conditions, alive } = scope.liveness(region);
  const places = region.order.flatMap((node, place) => (alive(node.id) === conditions.never ? [] : [place]));
  return new Lowering(region, scope.liveness(region), single).part(new Part(region, places), conditions.always, 0);
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
        steps.push({
          kind: "guarded",
          guard,
          steps: this.#line(segments.slice(at, end), lives, depth + 1),
          otherwise: [],
        });
        at = end;
        continue;
      }
      const only = segment.only();
      if (only?.type === "if") {
        const { step, end } = this.#branch(segments, at, depth);
        steps.push(step);
        at = end;
        continue;
      }
      at += 1;
      if (only !== undefined) steps.push(this.single(only));
      else steps.push(...this.#piece(segment, known, depth));
    }
    return steps;
  }

  /** An if with those of the next pieces that live by one of its ports alone. */
  #branch(segments: readonly Part[], at: number, depth: number): { readonly step: Step; readonly end: number } {
    const { conditions } = this.liveness;
    const node = segments[at]?.only();
    const place = segments[at]?.places[0];
    if (node?.type !== "if" || place === undefined) throw new TypeError("only an if branches");
    const next = segments[at + 1];
    const [whenFalse, whenTrue] = [2 * place, 2 * place + 1].map((port) => conditions.whenTaken(port));
    const bare = { step: { kind: "if", node, whenTrue: [], whenFalse: [] } satisfies Step, end: at + 1 };
    if (next === undefined || whenTrue === undefined || whenFalse === undefined) return bare;

    const components = next.components();
    const behind = (port: Condition) => components.filter((each) => conditions.implies(this.#lives(each), port));
    const [ifTrue, ifFalse] = [behind(whenTrue), behind(whenFalse)];
    if (ifTrue.length + ifFalse.length < components.length) return bare;
    if (ifTrue.length > 0 && ifFalse.length > 0) {
      const step: Step = {
        kind: "if",
        node,
        whenTrue: this.#beside(ifTrue, whenTrue, depth + 1),
        whenFalse: this.#beside(ifFalse, whenFalse, depth + 1),
      };
      return { step, end: at + 2 };
    }
    const taken = ifTrue.length > 0 ? whenTrue : whenFalse;
    const end = this.#endOfRun(segments, at + 1, taken);
    const inside = this.#line(segments.slice(at + 1, end), taken, depth + 1);
    const step: Step = {
      kind: "if",
      node,
      whenTrue: ifTrue.length > 0 ? inside : [],
      whenFalse: ifTrue.length > 0 ? [] : inside,
    };
    return { step, end };
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
    const atOnce = piece.places.filter((place) => takesNoTime(piece.node(place)) && piece.before(place).length === 0);
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
      written.set(unit, {
        id: lastNodeOf(steps)?.id ?? "",
        waitsFor: unit.waitsFor.map((earlier) => (written.get(earlier) as Fork).id),
        steps,
        isLast: unit.isLast,
        ...(!conditions.implies(known, lives) && { guard }),
      });
    }
    return { kind: "forks", forks: [...written.values()] };
  }

  /** When anything of the part lives. This is decided before the part begins: what it holds itself follows from it. */
  #lives(part: Part): Condition {
    return this.liveness.conditions.anyOf(part.nodes.map((node) => this.liveness.alive(node.id)));
  }
}

const takesNoTime = (node: GraphNode): boolean => node.type === "if" || node.type === "set" || node.type === "start";
