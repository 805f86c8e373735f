import type { From } from "./graph-builder.js";
import type { Variables } from "./scope.js";
import { type Around, anyOf, computed, either, quoted, type Symbolic } from "./symbol.js";

/** What is known where the run is between two states. */
export interface Env extends Around {
  /** The state's input: `$`. */
  readonly data: Symbolic;
  readonly variables: Variables;
}

/** One way to come to a state. */
export interface Arrival {
  /** The ports that lead there; none: the container begins with it. */
  readonly from: readonly From[];
  readonly env: Env;
  /** An expression that holds when the run came this way. */
  readonly test: string;
}

/** Several ways that meet: of each thing that differs, it is known by which way it comes. */
export function merge(arrivals: readonly Arrival[]): Arrival {
  const [first, ...others] = arrivals;
  if (first === undefined) throw new Error("no way leads here");
  if (others.length === 0) return first;
  const certain = new Set([...first.env.certain].filter((name) => others.every(({ env }) => env.certain.has(name))));
  const names = new Set(arrivals.flatMap(({ env }) => [...env.variables.keys()]));
  const variables = new Map(
    [...names].map((name) => [
      name,
      either(arrivals.map(({ test, env }) => ({ test, value: env.variables.get(name) ?? unassigned(name) }))),
    ]),
  );
  return {
    from: arrivals.flatMap(({ from }) => from),
    env: { data: either(arrivals.map(({ test, env }) => ({ test, value: env.data }))), variables, certain },
    test: anyOf(arrivals.map(({ test }) => test)),
  };
}

const unassigned = (name: string): Symbolic => computed(() => `asl.unassigned(${quoted(name)})`);

/** After a node that has certainly run. */
export const knowing = (env: Env, ...names: readonly string[]): Env => ({
  ...env,
  certain: new Set([...env.certain, ...names]),
});
