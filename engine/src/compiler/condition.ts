/**
 * When something happens, as a function of the branches taken: a reduced ordered binary decision
 * diagram. Equal conditions are equal numbers, so "always", "never" and "implies" are comparisons.
 *
 *   0 never · 1 always · n: if branch `variable` is taken then `high` else `low`
 */
export type Condition = number;
export const NEVER: Condition = 0;
export const ALWAYS: Condition = 1;

/** If branch `variable` is taken then `high` else `low`. */
export interface Decision {
  readonly variable: number;
  readonly low: Condition;
  readonly high: Condition;
}

/** A workshop for conditions. Conditions of different workshops must not meet. */
export class Conditions {
  readonly #decisions: Decision[] = [
    { variable: Number.POSITIVE_INFINITY, low: 0, high: 0 },
    { variable: Number.POSITIVE_INFINITY, low: 1, high: 1 },
  ];
  readonly #known = new Map<string, Condition>();
  readonly #results = new Map<string, Condition>();

  /** True exactly when the branch is taken. */
  branch(variable: number): Condition {
    return this.#make(variable, NEVER, ALWAYS);
  }

  and(a: Condition, b: Condition): Condition {
    return this.#ifThenElse(a, b, NEVER);
  }

  or(a: Condition, b: Condition): Condition {
    return this.#ifThenElse(a, ALWAYS, b);
  }

  not(a: Condition): Condition {
    return this.#ifThenElse(a, NEVER, ALWAYS);
  }

  /** True when `b` holds whenever `a` does. */
  implies(a: Condition, b: Condition): boolean {
    return this.and(a, this.not(b)) === NEVER;
  }

  /** True when both can hold in the same run. */
  overlap(a: Condition, b: Condition): boolean {
    return this.and(a, b) !== NEVER;
  }

  /** `a`, made as simple as it can be where it need not say anything about runs in which `known` does not hold. */
  given(a: Condition, known: Condition): Condition {
    if (known === ALWAYS || a === ALWAYS || a === NEVER) return a;
    if (known === NEVER) return NEVER;
    const left = this.#decision(a);
    const right = this.#decision(known);
    const variable = Math.min(left.variable, right.variable);
    if (right.variable === variable) {
      const [low, high] = left.variable === variable ? [left.low, left.high] : [a, a];
      if (right.low === NEVER) return this.given(high, right.high);
      if (right.high === NEVER) return this.given(low, right.low);
      if (left.variable !== variable) return this.given(a, this.or(right.low, right.high));
      return this.#make(variable, this.given(low, right.low), this.given(high, right.high));
    }
    return this.#make(variable, this.given(left.low, known), this.given(left.high, known));
  }

  /** Takes a condition apart; `undefined` for {@link ALWAYS} and {@link NEVER}. */
  decision(condition: Condition): Decision | undefined {
    return condition === ALWAYS || condition === NEVER ? undefined : this.#decision(condition);
  }

  #make(variable: number, low: Condition, high: Condition): Condition {
    if (low === high) return low;
    const key = `${variable} ${low} ${high}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#decisions.push({ variable, low, high });
    this.#known.set(key, this.#decisions.length - 1);
    return this.#decisions.length - 1;
  }

  #ifThenElse(test: Condition, then: Condition, otherwise: Condition): Condition {
    if (test === ALWAYS) return then;
    if (test === NEVER) return otherwise;
    if (then === otherwise) return then;
    if (then === ALWAYS && otherwise === NEVER) return test;
    const key = `${test} ${then} ${otherwise}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const parts = [test, then, otherwise].map((condition) => this.#decision(condition));
    const variable = Math.min(...parts.map((part) => part.variable));
    const cofactor = (side: "low" | "high") => {
      const [t, a, b] = [test, then, otherwise].map((condition, index) =>
        parts[index]?.variable === variable ? (parts[index]?.[side] ?? NEVER) : condition,
      );
      return this.#ifThenElse(t ?? NEVER, a ?? NEVER, b ?? NEVER);
    };
    const result = this.#make(variable, cofactor("low"), cofactor("high"));
    this.#results.set(key, result);
    return result;
  }

  #decision(condition: Condition): Decision {
    const decision = this.#decisions[condition];
    if (decision === undefined) throw new RangeError(`condition ${condition} was made elsewhere`);
    return decision;
  }
}
