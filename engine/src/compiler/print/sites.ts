import { unreachable } from "../../model/index.js";
import { parseExpression } from "../expressions/parse-expression.js";
import type { GraphNode } from "../graph.js";
import { type Block, type BranchStep, type Fork, livesByBeginning, type Step, type TryStep } from "../lower/ir.js";
import { isOneTask, nodesIn, runsBeside, standsInCatch } from "../lower/walk-steps.js";
import type { Scope } from "../readable-names.js";
import { nodeExpressions } from "../settings.js";
import { isFailingPort } from "../ways.js";
import { keyOf, readBy, type VariableKey } from "./keys.js";
import type { Names } from "./names.js";
import { inside, isWithin, type Path, type Place, TOP } from "./place.js";

/** A branch of a parallel: where it is written and where what it gives arrives. */
export interface BranchSite {
  readonly branch: Block;
  readonly parallel: Step;
  /** The braces the branch is written in; those of the parallel itself when the branch is one task. */
  readonly inner: Place;
  readonly path: Path;
}

/** Who makes and who reads each variable, and where. */
export interface Sites {
  /** The way to the statement that makes the variable; its last place is where it stands. In the order of the text. */
  readonly made: ReadonlyMap<VariableKey, Path>;
  readonly read: ReadonlyMap<VariableKey, readonly Place[]>;
  readonly branches: readonly BranchSite[];
  /** Every name that an expression reads, whoever gives it. */
  readonly named: ReadonlySet<string>;
  /** Where an expression stands, by its node's id and its field. */
  readonly asked: ReadonlyMap<string, Place>;
}

/** Goes through the program once, in the order of its text. */
export function sitesOf(program: Block, scope: Scope, names: Names): Sites {
  const walk = new Walk(scope, names);
  walk.block(program, TOP, []);
  return walk;
}

class Walk implements Sites {
  readonly made = new Map<VariableKey, Path>();
  readonly read = new Map<VariableKey, Place[]>();
  readonly branches: BranchSite[] = [];
  readonly named = new Set<string>();
  readonly asked = new Map<string, Place>();

  constructor(
    readonly scope: Scope,
    readonly names: Names,
  ) {}

  block(block: Block, place: Place, path: Path): void {
    for (const step of block) this.#step(step, place, [...path, { place, step }]);
  }

  #step(step: Step, place: Place, path: Path): void {
    switch (step.kind) {
      case "idle":
        this.made.set(keyOf(step.node, "value"), path);
        this.made.set(keyOf(step.node, "failure"), path);
        return;
      case "run":
        this.#make(step.node, place, path);
        if (step.undo !== undefined) this.block([step.undo], inside(place, true), path);
        return;
      case "body":
        this.#make(step.node, place, path);
        this.block(step.body, inside(place, true), path);
        return;
      case "race":
        this.#make(step.node, place, path);
        for (const { body } of step.branches) this.block(body, inside(place, true), path);
        return;
      case "while": {
        const around = this.names.sharesVariables(step.node) ? inside(place) : place;
        const body = inside(around);
        this.#make(step.node, around, around === place ? path : [...path, { place: around, step }], body);
        this.block(step.body, body, path);
        return;
      }
      case "try":
        this.#try(step, place, path);
        return;
      case "branch":
        this.#branch(step, place, path);
        return;
      case "guarded":
        for (const key of readBy(step.guard)) this.#reads(key, place);
        this.block(step.steps, inside(place), path);
        this.block(step.otherwise, inside(place), path);
        return;
      case "parallel":
        for (const branch of step.branches) {
          const inner = isOneTask(branch) ? place : inside(place, true);
          this.branches.push({ branch, parallel: step, inner, path });
          // A branch of one task is part of the parallel's own statement.
          if (inner === place) for (const each of branch) this.#step(each, place, path);
          else this.block(branch, inner, path);
        }
        return;
      case "forks":
        for (const fork of step.forks) this.#fork(fork, place, path);
        return;
      default:
        unreachable(step, "step");
    }
  }

  #fork(fork: Fork, outer: Place, path: Path): void {
    const body = inside(outer, true);
    if (fork.reach !== undefined) {
      for (const { guard } of fork.reach.ways) for (const key of readBy(guard ?? [])) this.#reads(key, body);
      this.made.set(keyOf(fork.reach.node, "begun"), [...path, { place: body, step: path.at(-1)?.step as Step }]);
    }
    if (!livesByBeginning(fork)) for (const key of readBy(fork.guard ?? [])) this.#reads(key, body);
    this.block(fork.steps, fork.guard === undefined ? body : inside(body), path);
  }

  #branch(step: BranchStep, place: Place, path: Path): void {
    const { node, act, arms, ways } = step;
    const isFailing = ways.some(isFailingPort);
    if (act === undefined) this.#make(node, place, path);
    else if (!isFailing) this.#step(act, place, path);
    else {
      this.block([act], inside(place, runsBeside([act])), path);
      const caught = inside(place);
      this.made.set(keyOf(node, "failure"), [...path, { place: caught, step }]);
      if (standsInCatch(step)) {
        for (const arm of arms) this.block(arm.steps, caught, path);
        return;
      }
    }
    if (arms.length > 0 && isFailing) this.#reads(keyOf(node, "failure"), place);
    if (arms.length > 0 && (node.type === "switch" || node.type === "approval")) {
      if (arms.some(({ port }) => !isFailingPort(port))) this.#reads(keyOf(node, "value"), place);
    }
    for (const arm of arms) this.block(arm.steps, inside(place), path);
  }

  /** A try's value is assigned within its braces, except by a body that is a function of its own. */
  #try(step: TryStep, place: Place, path: Path): void {
    const { node, body, handler, cleanUp } = step;
    const tried = inside(place);
    this.made.set(keyOf(node, "value"), [...path, { place: tried, step }]);
    this.block(body, runsBeside(body) ? inside(tried, true) : tried, path);
    if (handler !== undefined) {
      const caught = inside(place);
      this.#make(handler.node, caught, path);
      this.block(handler.body, runsBeside(handler.body) ? inside(caught, true) : caught, path);
    }
    if (cleanUp !== undefined) this.block(cleanUp.body, inside(inside(place), true), path);
  }

  #reads(key: VariableKey, place: Place): void {
    const places = this.read.get(key) ?? [];
    this.read.set(key, places);
    places.push(place);
  }

  /** `body`: where what comes at the end of a round is written. */
  #make(node: GraphNode, place: Place, path: Path, body = place): void {
    this.made.set(keyOf(node, "value"), path);
    for (const { field, text } of nodeExpressions(node)) {
      const at = field.endsWith(".next") ? body : place;
      this.asked.set(`${node.id} ${field}`, at);
      const parsed = parseExpression(text);
      for (const { name } of parsed.ok ? parsed.freeNames : []) {
        this.named.add(name);
        const resolved = this.scope.resolve(node.id, name, field);
        if (resolved.kind !== "readable" || resolved.node === undefined) continue;
        const held = resolved.readable.kind === "failure" ? "failure" : "value";
        this.#reads(keyOf(resolved.node, held), at);
      }
    }
  }
}

/**
 * The variable whose value a branch hands to what comes after the parallel: that of its one task, or
 * the one that is read outside, if it is made in the branch's own braces.
 */
export function handedOut({ branch, inner }: BranchSite, sites: Sites): GraphNode | undefined {
  const [step] = branch;
  if (isOneTask(branch)) return step !== undefined && "node" in step ? step.node : undefined;
  const isReadOutside = (key: VariableKey) => (sites.read.get(key) ?? []).some((place) => !isWithin(place, inner));
  const nodes = [...nodesIn(branch)];
  if (nodes.some((node) => isReadOutside(keyOf(node, "failure")) || isReadOutside(keyOf(node, "begun")))) {
    return undefined;
  }
  const readOutside = nodes.filter((node) => isReadOutside(keyOf(node, "value")));
  const [only] = readOutside;
  if (only === undefined || readOutside.length > 1) return undefined;
  return sites.made.get(keyOf(only, "value"))?.at(-1)?.place === inner ? only : undefined;
}
