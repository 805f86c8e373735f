import type { Machine } from "./definition.js";
import { waysOf } from "./parse.js";

/** One step of a part of a machine: a state, or states that go round and round. */
export type Unit =
  | { readonly kind: "state"; readonly name: string }
  /** `header` is where every round begins; `body` are the loop's states, in which going to the header ends the round. */
  | { readonly kind: "loop"; readonly header: string; readonly body: Region };

/** States in an order in which every one comes after those that lead to it; a loop counts as one. */
export interface Region {
  readonly names: ReadonlySet<string>;
  readonly entry: string;
  readonly units: readonly Unit[];
}

/** States that lead back to each other in a way that no *While* can say. */
export interface Tangle {
  /** All the states that can be reached from each other. */
  readonly states: readonly string[];
  /** Those of them that are entered from outside: a loop has one. */
  readonly entries: readonly string[];
}

export type Structured =
  | { readonly ok: true; readonly region: Region }
  | { readonly ok: false; readonly tangle: Tangle };

class Tangled extends Error {
  constructor(readonly tangle: Tangle) {
    super("tangled");
  }
}

/** Finds the loops of a machine, each with the one state that it is entered by. */
export function structureOf(machine: Machine): Structured {
  const next = new Map(
    [...machine.states].map(([name, state]) => [name, [...new Set(waysOf(state).map(({ to }) => to))]]),
  );
  try {
    return { ok: true, region: regionOf(new Set(machine.states.keys()), machine.startAt, next, undefined) };
  } catch (thrown) {
    if (thrown instanceof Tangled) return { ok: false, tangle: thrown.tangle };
    throw thrown;
  }
}

type Next = ReadonlyMap<string, readonly string[]>;

function regionOf(names: ReadonlySet<string>, entry: string, next: Next, header: string | undefined): Region {
  // Going to the header of the loop around is no way inside of it: it ends the round.
  const within = (name: string): readonly string[] =>
    (next.get(name) ?? []).filter((to) => names.has(to) && to !== header);
  const units = components([...names], within).map((component): Unit => {
    const [only = entry] = component;
    if (component.length === 1 && !within(only).includes(only)) return { kind: "state", name: only };
    const members = new Set(component);
    const entries = component.filter(
      (name) => name === entry || [...names].some((from) => !members.has(from) && within(from).includes(name)),
    );
    const [first = only, ...others] = entries;
    if (others.length > 0) throw new Tangled({ states: component, entries });
    return { kind: "loop", header: first, body: regionOf(members, first, next, first) };
  });
  return { names, entry, units };
}

/** Groups of states that lead to each other, those before which come first (Tarjan, without recursion). */
function components(names: readonly string[], next: (name: string) => readonly string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  for (const root of names) {
    if (index.has(root)) continue;
    const path: { readonly name: string; readonly ways: string[] }[] = [];
    const enter = (name: string): void => {
      index.set(name, index.size);
      low.set(name, index.size - 1);
      open.push(name);
      isOpen.add(name);
      path.push({ name, ways: [...next(name)] });
    };
    enter(root);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const way = at.ways.shift();
      if (way !== undefined) {
        if (!index.has(way)) enter(way);
        else if (isOpen.has(way)) low.set(at.name, Math.min(low.get(at.name) ?? 0, index.get(way) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low.set(above.name, Math.min(low.get(above.name) ?? 0, low.get(at.name) ?? 0));
      if (low.get(at.name) !== index.get(at.name)) continue;
      const members = open.splice(open.indexOf(at.name));
      for (const member of members) isOpen.delete(member);
      found.push(members);
    }
  }
  return found.reverse();
}
