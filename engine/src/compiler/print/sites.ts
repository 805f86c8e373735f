import { parseExpression } from "../expressions/parse-expression.js";
import type { GraphNode } from "../graph.js";
import type { Block, Fork, Step } from "../lower/ir.js";
import { isOneTask, nodesIn } from "../lower/walk-steps.js";
import type { Scope } from "../readable-names.js";
import { nodeExpressions } from "../settings.js";
import { inside, isWithin, type Path, type Place, TOP } from "./place.js";

/** A branch of a parallel: where it is written and where what it gives arrives. */
export interface BranchSite {
  readonly branch: Block;
  readonly parallel: Step;
  /** The braces the branch is written in; those of the parallel itself when the branch is one task. */
  readonly inner: Place;
  readonly path: Path;
}

/** Who makes and who reads each name, and where. */
export interface Sites {
  /** The way to the statement that makes the node's value; its last place is where it stands. */
  readonly made: ReadonlyMap<string, Path>;
  readonly read: ReadonlyMap<string, readonly Place[]>;
  readonly branches: readonly BranchSite[];
  readonly nodes: readonly GraphNode[];
}

/** Goes through the program once, in the order of its text. */
export function sitesOf(program: Block, scope: Scope): Sites {
  const made = new Map<string, Path>();
  const read = new Map<string, Place[]>();
  const branches: BranchSite[] = [];
  const nodes: GraphNode[] = [];

  const reads = (nodeId: string, place: Place) => {
    const places = read.get(nodeId) ?? [];
    read.set(nodeId, places);
    places.push(place);
  };
  const make = (node: GraphNode, place: Place, path: Path) => {
    nodes.push(node);
    made.set(node.id, path);
    for (const { text } of nodeExpressions(node)) {
      const parsed = parseExpression(text);
      for (const { name } of parsed.ok ? parsed.freeNames : []) {
        const resolved = scope.resolve(node.id, name);
        if (resolved.kind === "readable" && resolved.node !== undefined) reads(resolved.node.id, place);
      }
    }
  };
  const visitFork = (fork: Fork, outer: Place, path: Path) => {
    const body = inside(outer);
    for (const { ifId } of fork.guard ?? []) reads(ifId, body);
    visit(fork.steps, fork.guard === undefined ? body : inside(body), path);
  };
  const visitStep = (step: Step, place: Place, path: Path) => {
    switch (step.kind) {
      case "run":
        make(step.node, place, path);
        return;
      case "loop":
        make(step.node, place, path);
        visit(step.body, inside(place), path);
        return;
      case "if":
        make(step.node, place, path);
        visit(step.whenTrue, inside(place), path);
        visit(step.whenFalse, inside(place), path);
        return;
      case "guarded":
        for (const { ifId } of step.guard) reads(ifId, place);
        visit(step.steps, inside(place), path);
        visit(step.otherwise, inside(place), path);
        return;
      case "parallel":
        for (const branch of step.branches) {
          const inner = isOneTask(branch) ? place : inside(place);
          branches.push({ branch, parallel: step, inner, path });
          // A branch of one task is part of the parallel's own statement.
          if (inner === place) for (const each of branch) visitStep(each, place, path);
          else visit(branch, inner, path);
        }
        return;
      case "forks":
        for (const fork of step.forks) visitFork(fork, place, path);
        return;
    }
  };
  const visit = (block: Block, place: Place, path: Path) => {
    for (const step of block) visitStep(step, place, [...path, { place, step }]);
  };
  visit(program, TOP, []);
  return { made, read, branches, nodes };
}

/**
 * The node whose value a branch hands to what comes after the parallel: that of its one task, or
 * the one node that is read outside, if it is made in the branch's own braces.
 */
export function handedOut({ branch, inner }: BranchSite, sites: Sites): GraphNode | undefined {
  const [step] = branch;
  if (isOneTask(branch)) return step?.kind === "run" || step?.kind === "loop" ? step.node : undefined;
  const readOutside = [...nodesIn(branch)].filter((node) =>
    (sites.read.get(node.id) ?? []).some((place) => !isWithin(place, inner)),
  );
  const [only] = readOutside;
  if (only === undefined || readOutside.length > 1) return undefined;
  return sites.made.get(only.id)?.at(-1)?.place === inner ? only : undefined;
}
