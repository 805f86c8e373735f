import type { TaskAnswer } from "../src/asl/check/machine-case.js";
import type { Json } from "../src/model/index.js";
import { SeededRandom } from "../src/model/seeded-random.js";

export interface DrawnMachine {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly input: Json;
  readonly script: Readonly<Record<string, readonly TaskAnswer[]>>;
  readonly hasParallel: boolean;
}

/** Draws a state machine, an input for it and what its tasks answer; the same for the same seed. */
export function drawMachine(seed: string): DrawnMachine {
  return new Drawer(seed).draw();
}

const INPUT = { a: 1, b: { c: "text", d: [1, 2] }, list: [{ a: 1 }, { a: 5 }], e: null };
const PATHS = [
  "$",
  "$.a",
  "$.b",
  "$.b.c",
  "$.b.d[0]",
  "$.list",
  "$.list[1].a",
  "$.e",
  "$.r",
  "$.r.x",
  "$.w",
  "$n",
  "$v",
];
const RESULT_PATHS = ["$.r", "$.a", "$.r.x", "$.b.c", "$.w"];
const ERRORS = ["Busy", "Boom", "Odd"];

class Drawer {
  readonly #random: SeededRandom;
  readonly #script: Record<string, TaskAnswer[]> = {};
  #names = 0;
  #hasParallel = false;

  constructor(seed: string) {
    this.#random = new SeededRandom(seed);
  }

  draw(): DrawnMachine {
    const body = this.#machine(this.#whole(2, 8), 0);
    const first = this.#name();
    const states = {
      [first]: { Type: "Pass", Assign: { n: 0, v: "v" }, Next: body.StartAt },
      ...(body.States as object),
    };
    return {
      definition: { StartAt: first, States: states },
      input: INPUT,
      script: this.#script,
      hasParallel: this.#hasParallel,
    };
  }

  #machine(size: number, depth: number): Readonly<Record<string, unknown>> {
    const names = Array.from({ length: size }, () => this.#name());
    const reached = new Set<string>();
    const states: Record<string, unknown> = {};
    names.forEach((name, index) => {
      const later = names.slice(index + 1);
      states[name] = this.#state(name, names.slice(0, index + 1), later, depth);
    });
    // What no way leads to is taken out.
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const found of JSON.stringify(states[name]).matchAll(/"(?:Next|Default)":"(\w+)"/g))
        if (names.includes(found[1] ?? "")) visit(found[1] ?? "");
    };
    visit(names[0] ?? "");
    return {
      StartAt: names[0],
      States: Object.fromEntries(Object.entries(states).filter(([name]) => reached.has(name))),
    };
  }

  #state(name: string, earlier: readonly string[], later: readonly string[], depth: number): object {
    const goes = () => {
      const next = this.#pick(later);
      return next === undefined || this.#chance(0.08) ? { End: true } : { Next: next };
    };
    const kind = this.#random.fraction();
    if (later.length > 0 && kind < 0.3) {
      const back = this.#chance(0.5)
        ? [{ Variable: "$n", NumericLessThan: this.#whole(1, 3), Next: this.#pick(earlier) ?? name }]
        : [];
      const rules = Array.from({ length: this.#whole(0, 2) }, () => ({
        ...this.#rule(),
        Next: this.#pick(later),
        ...this.#assignment(0.2),
      }));
      const all = [...back, ...rules];
      if (all.length > 0) return { Type: "Choice", Choices: all, Default: this.#pick(later), ...this.#assignment(0.2) };
    }
    if (kind < 0.36) return { Type: "Wait", Seconds: this.#whole(0, 500), ...goes() };
    if (kind < 0.38 && later.length === 0) return { Type: "Fail", Error: this.#pick(ERRORS) };
    if (kind < 0.42 && later.length === 0) return { Type: "Succeed" };
    if (kind < 0.62) {
      const calls = Array.from({ length: 40 }, (): TaskAnswer => this.#answer());
      this.#script[name] = calls;
      return {
        Type: "Task",
        Resource: "arn:aws:lambda:::f",
        ...this.#parameters(0.3),
        ...this.#result(),
        ...this.#failing(earlier, later),
        ...this.#assignment(0.2),
        ...goes(),
      };
    }
    if (depth < 2 && kind < 0.7) {
      this.#hasParallel = true;
      const branches = [this.#machine(this.#whole(1, 3), depth + 1), this.#machine(this.#whole(1, 3), depth + 1)];
      return {
        Type: "Parallel",
        Branches: branches,
        ...this.#result(),
        ...(this.#chance(0.4) ? this.#failing(earlier, later) : {}),
        ...goes(),
      };
    }
    if (depth < 2 && kind < 0.78) {
      const processor = this.#machine(this.#whole(1, 3), depth + 1);
      return {
        Type: "Map",
        ItemsPath: this.#pick(["$.list", "$.b.d", "$.list"]),
        MaxConcurrency: 1,
        ItemProcessor: processor,
        ...this.#result(),
        ...(this.#chance(0.3) ? this.#failing(earlier, later) : {}),
        ...goes(),
      };
    }
    const own = this.#chance(0.3)
      ? { Result: this.#pick<Json>([1, "s", null, { x: 1 }, { a: 2, b: { c: "z" } }, [1, 2]]) }
      : this.#parameters(0.5);
    const counted = this.#chance(0.7) ? { Assign: { "n.$": "States.MathAdd($n, 1)" } } : this.#assignment(0.3);
    const out = this.#chance(0.08) ? { OutputPath: this.#pick(["$.b", "$.r", "$"]) } : {};
    return { Type: "Pass", ...own, ...this.#result(), ...counted, ...out, ...goes() };
  }

  #failing(earlier: readonly string[], later: readonly string[]): object {
    const retry = Array.from({ length: this.#whole(0, 2) }, () => ({
      ErrorEquals: [this.#pick(ERRORS)],
      MaxAttempts: this.#whole(0, 2),
      IntervalSeconds: this.#whole(1, 5),
    }));
    const next = () => (this.#chance(0.85) ? this.#pick(later) : this.#pick(earlier));
    const handlers = Array.from({ length: this.#whole(0, 2) }, () => ({
      ErrorEquals: [this.#pick(ERRORS)],
      Next: next(),
      ...this.#resultPath(),
      ...this.#assignment(0.2),
    })).filter((each) => each.Next !== undefined);
    const all =
      this.#chance(0.4) && later.length > 0
        ? [{ ErrorEquals: ["States.ALL"], Next: this.#pick(later), ...this.#resultPath() }]
        : [];
    const seen = new Set<string>();
    const catchers = [...handlers, ...all].filter(
      ({ ErrorEquals }) => !seen.has(`${ErrorEquals}`) && seen.add(`${ErrorEquals}`) !== undefined,
    );
    return { ...(retry.length > 0 && { Retry: retry }), ...(catchers.length > 0 && { Catch: catchers }) };
  }

  #answer(): TaskAnswer {
    if (this.#chance(0.35)) return { fail: { error: this.#pick(ERRORS) ?? "", cause: `c${this.#whole(0, 9)}` } };
    return { succeed: this.#pick<Json>([1, "s", null, { x: 3, r: { x: 4 } }, { a: 7, list: [{ a: 2 }] }]) ?? null };
  }

  #rule(): object {
    const variable = this.#pick(["$.a", "$.b.c", "$.r.x", "$.e"]) ?? "$.a";
    const test =
      this.#pick<object>([
        { NumericEquals: 1 },
        { NumericLessThan: 3 },
        { StringMatches: "t*" },
        { IsString: true },
        { StringGreaterThan: "a" },
      ]) ?? {};
    const guarded = {
      And: [
        { Variable: variable, IsPresent: true },
        { Variable: variable, ...test },
      ],
    };
    return this.#chance(0.2)
      ? { Not: guarded }
      : this.#chance(0.2)
        ? { Or: [guarded, { Variable: "$.w", IsPresent: true }] }
        : guarded;
  }

  #parameters(share: number): object {
    if (!this.#chance(share)) return {};
    const member = () => ({ [`p${this.#whole(0, 3)}.$`]: this.#pick(PATHS) });
    return {
      Parameters: {
        fixed: this.#whole(0, 9),
        ...member(),
        ...member(),
        ...(this.#chance(0.5) && { "a.$": "$.a" }),
        ...(this.#chance(0.5) && { "list.$": "$.list" }),
      },
    };
  }

  #result(): object {
    return this.#resultPath();
  }

  #resultPath(): object {
    if (this.#chance(0.25)) return { ResultPath: null };
    return this.#chance(0.75) ? { ResultPath: this.#pick(RESULT_PATHS) } : {};
  }

  #assignment(share: number): object {
    return this.#chance(share)
      ? {
          Assign: this.#pick<object>([{ v: "w" }, { "v.$": "$" }, { "n.$": "States.MathAdd($n, 1)" }, { v: { k: 1 } }]),
        }
      : {};
  }

  #name(): string {
    this.#names += 1;
    return `S${this.#names}`;
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#random.uint32() % Math.max(1, items.length)];
  }

  #whole(least: number, most: number): number {
    return least + (this.#random.uint32() % (most - least + 1));
  }

  #chance(share: number): boolean {
    return this.#random.fraction() < share;
  }
}
