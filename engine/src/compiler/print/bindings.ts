import type { GraphNode } from "../graph.js";
import type { Block, Step } from "../lower/ir.js";
import type { Scope } from "../readable-names.js";
import { type Doc, named } from "./doc.js";
import { common, type Path } from "./place.js";
import { handedOut, sitesOf } from "./sites.js";

/** How the code declares and binds the names of nodes. */
export interface Bindings {
  /** What stands before the call that makes the node's value: `const x = `, `x = `, or nothing if nobody reads it. */
  lead(node: GraphNode): Doc;
  isRead(node: GraphNode): boolean;
  /** The names to declare with let, before the step. */
  letsBefore(step: Step): readonly string[];
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
export function bindingsOf(program: Block, scope: Scope): Bindings {
  const sites = sitesOf(program, scope);
  const lets = new Map<Step, string[]>();
  const assigned = new Set<GraphNode>();
  const handed = new Map<GraphNode, Path>();
  const handedFrom = new Map<Block, GraphNode>();
  for (const site of sites.branches) {
    const node = handedOut(site, sites);
    if (node === undefined) continue;
    handedFrom.set(site.branch, node);
    // What is handed on by an outer branch, too, is bound where the outermost one hands it.
    if (!handed.has(node)) handed.set(node, site.path);
  }

  const readers = (node: GraphNode) => sites.read.get(node.id) ?? [];
  const wantsLet = new Set<GraphNode>();
  const pathOf = (node: GraphNode): Path => handed.get(node) ?? sites.made.get(node.id) ?? [];
  for (const node of sites.nodes) {
    const home = pathOf(node).at(-1)?.place;
    if (home !== undefined && readers(node).length > 0 && readers(node).reduce(common, home) !== home)
      wantsLet.add(node);
  }
  // A parallel binds all of its names in one statement: one that must be a let makes them all lets.
  for (const parallel of new Set(sites.branches.map((site) => site.parallel))) {
    if (parallel.kind !== "parallel") continue;
    const nodes = parallel.branches
      .flatMap((branch) => handedFrom.get(branch) ?? [])
      .filter((node) => readers(node).length > 0);
    if (nodes.some((node) => wantsLet.has(node))) for (const node of nodes) wantsLet.add(node);
  }
  for (const node of sites.nodes) {
    if (!wantsLet.has(node)) continue;
    const path = pathOf(node);
    const home = path.at(-1)?.place;
    if (home === undefined) continue;
    const place = readers(node).reduce(common, home);
    const step = path.find((part) => part.place === place)?.step;
    if (step === undefined) continue;
    lets.set(step, [...(lets.get(step) ?? []), node.name]);
    if (!handed.has(node)) assigned.add(node);
  }

  return {
    isRead: (node) => readers(node).length > 0,
    lead(node) {
      if (readers(node).length === 0) return "";
      const name = named(node.name);
      return assigned.has(node) ? [name, " = "] : ["const ", name, " = "];
    },
    letsBefore: (step) => lets.get(step) ?? [],
    pattern(parallel) {
      const branches = parallel.kind === "parallel" ? parallel.branches : [];
      const given = branches
        .map((branch) => handedFrom.get(branch))
        .map((node) => (node !== undefined && readers(node).length > 0 ? node : undefined));
      return {
        names: given.map((node) => node?.name ?? ""),
        isConst: !given.some((node) => node !== undefined && wantsLet.has(node)),
      };
    },
    returnedFrom: (branch) => handedFrom.get(branch),
  };
}
