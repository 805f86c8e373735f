/**
 * When something happens, as the ports of which one must be taken: it happens exactly when one of
 * them is. A taken port implies that its if lives, so a node behind two nested ifs needs only the
 * inner port. Kept simplest: where both ports of an if are in, the if's own condition stands for
 * them; what follows from the others is out.
 *
 * Such sets grow with the number of ifs alone. Decision diagrams would find every implication there
 * is, and grow without bound on graphs that a person can draw in a minute.
 */
export interface Condition {
  /** Ascending port numbers. {@link ENTERED} alone: always. None: never. */
  readonly ports: readonly number[];
}

/** The port through which a run comes in. */
const ENTERED = -1;

/** A port of an if as a number: twice the if's place in its region's order, plus one for "true". */
export const portNumber = (place: number, isTrue: boolean): number => 2 * place + (isTrue ? 1 : 0);
export const placeOfPort = (port: number): number => port >> 1;
export const isTruePort = (port: number): boolean => (port & 1) === 1;

/** A workshop for the conditions of one region. Conditions of different workshops must not meet. */
export class Conditions {
  readonly always: Condition;
  readonly never: Condition;
  readonly #known = new Map<string, Condition>();
  readonly #ofIf = new Map<number, Condition>();
  readonly #implied = new Map<Condition, Map<Condition, boolean>>();
  readonly #exclusive = new Map<string, boolean>();

  constructor() {
    this.always = this.#one([ENTERED]);
    this.never = this.#one([]);
  }

  /** Says when an if lives. Causes are told first, and each if before its ports are asked about. */
  tellIf(place: number, condition: Condition): void {
    this.#ofIf.set(place, condition);
  }

  ofIf(place: number): Condition {
    return this.#ofIf.get(place) ?? this.never;
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
    const known = this.#implied.get(cause) ?? new Map<Condition, boolean>();
    this.#implied.set(cause, known);
    const before = known.get(effect);
    if (before !== undefined) return before;
    const answer = this.#allCovered(cause, new Set(effect.ports), new Map());
    known.set(effect, answer);
    return answer;
  }

  /** The two never hold in the same run. May miss that; never invents it. */
  exclude(a: Condition, b: Condition): boolean {
    return a.ports.every((left) => b.ports.every((right) => this.#portsExclude(left, right)));
  }

  /** Looks at ports from the last if back: each only ever brings in earlier ones. */
  #simplest(ports: Set<number>): Condition {
    for (let changed = true; changed; ) {
      changed = false;
      for (const port of [...ports].sort((a, b) => b - a)) {
        if (port === ENTERED || !ports.has(port)) continue;
        const ofIf = this.ofIf(placeOfPort(port));
        if (ports.has(port ^ 1)) {
          ports.delete(port);
          ports.delete(port ^ 1);
          for (const cause of ofIf.ports) ports.add(cause);
          changed = true;
        } else if (this.#allCovered(ofIf, ports, new Map())) ports.delete(port);
      }
    }
    return ports.has(ENTERED) ? this.always : this.#one([...ports].sort((a, b) => a - b));
  }

  #allCovered(cause: Condition, ports: ReadonlySet<number>, known: Map<number, boolean>): boolean {
    return cause.ports.every((port) => this.#covered(port, ports, known));
  }

  /** Whoever takes this port takes one of `ports`: it is one, or its if lives by them alone. */
  #covered(port: number, ports: ReadonlySet<number>, known: Map<number, boolean>): boolean {
    if (ports.has(port) || ports.has(ENTERED)) return true;
    if (port === ENTERED) return false;
    const before = known.get(port);
    if (before !== undefined) return before;
    const answer = this.#allCovered(this.ofIf(placeOfPort(port)), ports, known);
    known.set(port, answer);
    return answer;
  }

  #portsExclude(a: number, b: number): boolean {
    if (a === b || a === ENTERED || b === ENTERED) return false;
    if (placeOfPort(a) === placeOfPort(b)) return true;
    const [later, earlier] = a > b ? [a, b] : [b, a];
    const key = `${later} ${earlier}`;
    const before = this.#exclusive.get(key);
    if (before !== undefined) return before;
    const answer = this.ofIf(placeOfPort(later)).ports.every((cause) => this.#portsExclude(cause, earlier));
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
