import type { GraphNode } from "../graph.js";
import type { Block, Step } from "../lower/ir.js";
import type { Scope } from "../readable-names.js";
import { type Doc, named } from "./doc.js";
import { type Held, keyOf, type VariableKey } from "./keys.js";
import type { Names } from "./names.js";
import { common, isAlongside, type Path, type Place } from "./place.js";
import { handedOut, sitesOf } from "./sites.js";

/** `plain`: the statement that assigns it comes before, in the same braces or in braces around. */
export type LetReading = "plain" | "apart";

/** How the code declares and binds the names of nodes. */
export interface Bindings {
  /** What stands before the call that makes the node's value: `const x = `, `x = `, or nothing if nobody reads it. */
  lead(node: GraphNode, held?: Held): Doc;
  isRead(node: GraphNode, held?: Held): boolean;
  /** True when any expression of the program reads the name. */
  isNamed(name: string): boolean;
  /** What to declare with let, before the step. */
  letsBefore(step: Step): readonly VariableKey[];
  /** How an expression may read a variable that is declared with let; undefined for one that is a const. */
  letAt(key: VariableKey, nodeId: string, field: string): LetReading | undefined;
  /** True for a variable declared with let that a function reads or assigns which is not the one that declares it. */
  isCaptured(key: VariableKey): boolean;
  isLet(key: VariableKey): boolean;
  /** The names that a parallel binds, by branch; empty where a branch gives nothing that is read. */
  pattern(parallel: Step): { readonly names: readonly string[]; readonly isConst: boolean };
  /** The node whose value ends a branch of several steps. */
  returnedFrom(branch: Block): GraphNode | undefined;
}

/**
 * A name is a const where it is made if all of its readers know it there. Otherwise it is declared
 * by let in the innermost braces around it and its readers, before the step that holds it, and reads
 * as undefined in runs that skip it.
 */
export function bindingsOf(program: Block, scope: Scope, names: Names): Bindings {
  const sites = sitesOf(program, scope, names);
  const lets = new Map<Step, string[]>();
  const assigned = new Set<VariableKey>();
  const declaredAt = new Map<VariableKey, Place>();
  const handed = new Map<VariableKey, Path>();
  const handedFrom = new Map<Block, GraphNode>();
  for (const site of sites.branches) {
    const node = handedOut(site, sites);
    if (node === undefined) continue;
    handedFrom.set(site.branch, node);
    // What is handed on by an outer branch, too, is bound where the outermost one hands it.
    const key = keyOf(node, "value");
    if (!handed.has(key)) handed.set(key, site.path);
  }

  const readers = (key: VariableKey) => sites.read.get(key) ?? [];
  const isRead = (key: VariableKey) => readers(key).length > 0;
  const wantsLet = new Set<VariableKey>();
  const pathOf = (key: VariableKey): Path => handed.get(key) ?? sites.made.get(key) ?? [];
  for (const key of sites.made.keys()) {
    const home = pathOf(key).at(-1)?.place;
    if (home !== undefined && isRead(key) && readers(key).reduce(common, home) !== home) wantsLet.add(key);
  }
  // A parallel binds all of its names in one statement: one that must be a let makes them all lets.
  for (const parallel of new Set(sites.branches.map((site) => site.parallel))) {
    if (parallel.kind !== "parallel") continue;
    const keys = parallel.branches
      .flatMap((branch) => handedFrom.get(branch) ?? [])
      .map((node) => keyOf(node, "value"))
      .filter(isRead);
    if (keys.some((key) => wantsLet.has(key))) for (const key of keys) wantsLet.add(key);
  }
  for (const key of sites.made.keys()) {
    if (!wantsLet.has(key)) continue;
    const path = pathOf(key);
    const home = path.at(-1)?.place;
    if (home === undefined) continue;
    const place = readers(key).reduce(common, home);
    const step = path.find((part) => part.place === place)?.step;
    if (step === undefined) continue;
    lets.set(step, [...(lets.get(step) ?? []), key]);
    declaredAt.set(key, place);
    if (!handed.has(key)) assigned.add(key);
  }

  return {
    isNamed: (name) => sites.named.has(name),
    isRead: (node, held = "value") => isRead(keyOf(node, held)),
    lead(node, held = "value") {
      const key = keyOf(node, held);
      if (!isRead(key)) return "";
      const name = named(names.variable(node, held));
      return assigned.has(key) ? [name, " = "] : ["const ", name, " = "];
    },
    letsBefore: (step) => lets.get(step) ?? [],
    isLet: (key) => declaredAt.has(key),
    letAt(key, nodeId, field) {
      const made = pathOf(key).at(-1)?.place;
      if (!declaredAt.has(key) || made === undefined) return undefined;
      return isAlongside(sites.asked.get(`${nodeId} ${field}`), made) ? "plain" : "apart";
    },
    isCaptured(key) {
      const home = declaredAt.get(key);
      const made = pathOf(key).at(-1)?.place;
      if (home === undefined) return false;
      return [...readers(key), ...(made === undefined ? [] : [made])].some((place) => !isAlongside(place, home));
    },
    pattern(parallel) {
      const branches = parallel.kind === "parallel" ? parallel.branches : [];
      const given = branches
        .map((branch) => handedFrom.get(branch))
        .map((node) => (node !== undefined && isRead(keyOf(node, "value")) ? node : undefined));
      return {
        names: given.map((node) => node?.name ?? ""),
        isConst: !given.some((node) => node !== undefined && wantsLet.has(keyOf(node, "value"))),
      };
    },
    returnedFrom: (branch) => handedFrom.get(branch),
  };
}
