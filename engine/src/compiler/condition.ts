/**
 * When something happens, as the ports of which one must be taken: it happens exactly when one of
 * them is. A taken port implies that its node lives, so a node behind two nested ifs needs only the
 * inner port. Kept simplest: where all ports of a decision are in, the decision's own condition stands for
 * them; what follows from the others is out.
 *
 * Such sets grow with the number of decisions alone. Decision diagrams would find every implication there
 * is, and grow without bound on graphs that a person can draw in a minute.
 */
export interface Condition {
  /** Ascending port numbers. {@link ENTERED} alone: always. None: never. */
  readonly ports: readonly number[];
}

/** The port through which a run comes in. */
const ENTERED = -1;

/** A decision has fewer ports than this: a switch has at most 200 cases. */
const PORTS_MAX = 256;

/**
 * A node may decide twice, and first whether it begins at all: where so many of its edges must live, that is known
 * only when they have settled. Decisions are numbered in the order of their nodes' places.
 */
export const beginningAt = (place: number): number => 2 * place;
export const decisionAt = (place: number): number => 2 * place + 1;
export const placeOfDecision = (decision: number): number => decision >> 1;
export const isBeginning = (decision: number): boolean => (decision & 1) === 0;

/** A port of a decision as a number: `way` counts its ports from 0. */
export const portNumber = (decision: number, way: number): number => PORTS_MAX * decision + way;
export const decisionOfPort = (port: number): number => Math.floor(port / PORTS_MAX);
export const wayOfPort = (port: number): number => port % PORTS_MAX;

/** A workshop for the conditions of one region. Conditions of different workshops must not meet. */
export class Conditions {
  readonly always: Condition;
  readonly never: Condition;
  readonly #known = new Map<string, Condition>();
  readonly #decisions = new Map<number, { readonly condition: Condition; readonly ways: number }>();
  readonly #implied = new Map<Condition, Map<Condition, boolean>>();
  readonly #exclusive = new Map<string, boolean>();

  constructor() {
    this.always = this.#one([ENTERED]);
    this.never = this.#one([]);
  }

  /** Says when a decision is made, and between how many ports. Causes are told first, and each before its ports are asked about. */
  tell(decision: number, condition: Condition, ways: number): void {
    this.#decisions.set(decision, { condition, ways });
  }

  /** When the decision is made. */
  of(decision: number): Condition {
    return this.#decisions.get(decision)?.condition ?? this.never;
  }

  whenTaken(port: number): Condition {
    return this.#one([port]);
  }

  anyOf(parts: Iterable<Condition>): Condition {
    const distinct = new Set(parts);
    if (distinct.has(this.always)) return this.always;
    distinct.delete(this.never);
    const [first] = distinct;
    if (distinct.size <= 1) return first ?? this.never;
    return this.#simplest(new Set([...distinct].flatMap(({ ports }) => ports)));
  }

  /** Whenever `cause` holds, `effect` does. May miss an implication; never invents one. */
  implies(cause: Condition, effect: Condition): boolean {
    if (cause === effect || effect === this.always) return true;
    // Whoever takes a port takes what led to its decision, and that is known by the time it is asked about.
    const known = this.#implied.get(effect) ?? new Map<Condition, boolean>();
    this.#implied.set(effect, known);
    const before = known.get(cause);
    if (before !== undefined) return before;
    const first = effect.ports[0] ?? Number.POSITIVE_INFINITY;
    // Causes have smaller numbers than what they cause: below the first of them there is nothing to find.
    const answer = cause.ports.every(
      (port) => port >= first && (includes(effect.ports, port) || this.implies(this.of(decisionOfPort(port)), effect)),
    );
    known.set(cause, answer);
    return answer;
  }

  /** The two never hold in the same run. May miss that; never invents it. */
  exclude(a: Condition, b: Condition): boolean {
    return a.ports.every((left) => b.ports.every((right) => this.#portsExclude(left, right)));
  }

  /** Looks at ports from the last decision back: each only ever brings in earlier ones. */
  #simplest(ports: Set<number>): Condition {
    for (let changed = true; changed; ) {
      changed = false;
      for (const port of [...ports].sort((a, b) => b - a)) {
        if (port === ENTERED || !ports.has(port)) continue;
        const decision = decisionOfPort(port);
        const made = this.of(decision);
        const all = this.#portsOf(decision);
        if (all.every((each) => ports.has(each))) {
          for (const each of all) ports.delete(each);
          for (const cause of made.ports) ports.add(cause);
          changed = true;
        } else if (this.#allCovered(made, ports, new Map())) ports.delete(port);
      }
    }
    return ports.has(ENTERED) ? this.always : this.#one([...ports].sort((a, b) => a - b));
  }

  #portsOf(decision: number): readonly number[] {
    return Array.from({ length: this.#decisions.get(decision)?.ways ?? 0 }, (_, way) => portNumber(decision, way));
  }

  #allCovered(cause: Condition, ports: ReadonlySet<number>, known: Map<number, boolean>): boolean {
    return cause.ports.every((port) => this.#covered(port, ports, known));
  }

  /** Whoever takes this port takes one of `ports`: it is one, or its decision is made by them alone. */
  #covered(port: number, ports: ReadonlySet<number>, known: Map<number, boolean>): boolean {
    if (ports.has(port) || ports.has(ENTERED)) return true;
    if (port === ENTERED) return false;
    const before = known.get(port);
    if (before !== undefined) return before;
    const answer = this.#allCovered(this.of(decisionOfPort(port)), ports, known);
    known.set(port, answer);
    return answer;
  }

  #portsExclude(a: number, b: number): boolean {
    if (a === b || a === ENTERED || b === ENTERED) return false;
    if (decisionOfPort(a) === decisionOfPort(b)) return true;
    const [later, earlier] = a > b ? [a, b] : [b, a];
    const key = `${later} ${earlier}`;
    const before = this.#exclusive.get(key);
    if (before !== undefined) return before;
    const answer = this.of(decisionOfPort(later)).ports.every((cause) => this.#portsExclude(cause, earlier));
    this.#exclusive.set(key, answer);
    return answer;
  }

  /** Equal conditions are the same object. */
  #one(ports: readonly number[]): Condition {
    const key = ports.join(" ");
    const known = this.#known.get(key) ?? { ports };
    this.#known.set(key, known);
    return known;
  }
}

/** `ports` ascend. */
function includes(ports: readonly number[], port: number): boolean {
  let [low, high] = [0, ports.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = ports[middle] as number;
    if (here === port) return true;
    if (here < port) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
