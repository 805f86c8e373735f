import { unreachable } from "../../model/index.js";
import type { GraphNode } from "../graph.js";
import { givesToContainer } from "../returns.js";
import { isFailingPort } from "../ways.js";
import type { Block, BranchStep, Step } from "./ir.js";

/** A branch that is one task can stand in the list of what is waited for, as it is. */
export function isOneTask(branch: Block): boolean {
  const [step] = branch;
  if (branch.length !== 1 || step === undefined) return false;
  if (step.kind === "body" || step.kind === "race") return true;
  return step.kind === "run" && step.undo === undefined && isTask(step.node);
}

/** True for a node whose call gives a task, to be waited for. */
export function isTask(node: GraphNode): boolean {
  switch (node.type) {
    case "activity":
    case "http":
    case "code":
    case "delay":
    case "waitForEvent":
    case "approval":
    case "callEntity":
      return true;
    case "subWorkflow":
      return node.config.wait;
    default:
      return false;
  }
}

/** The blocks of a step that stand in the same function as it does. */
export function blocksIn(step: Step): readonly Block[] {
  switch (step.kind) {
    case "run":
    case "idle":
    case "body":
    case "race":
      return [];
    case "while":
      return [step.body];
    case "try":
      return [step.body, step.handler?.body ?? [], step.cleanUp?.body ?? []];
    case "branch":
      return [...(step.act === undefined ? [] : [[step.act]]), ...step.arms.map((arm) => arm.steps)];
    case "guarded":
      return [step.steps, step.otherwise];
    case "parallel":
      return step.branches;
    case "forks":
      return step.forks.map((fork) => fork.steps);
    default:
      return unreachable(step, "step");
  }
}

/** Every node written in a block that others may read outside of it; the inside of a container is its own affair. */
export function* nodesIn(block: Block): Generator<GraphNode> {
  for (const step of block) {
    if ("node" in step) yield step.node;
    if (step.kind === "while" || step.kind === "try") continue;
    const inner = step.kind === "branch" ? step.arms.map((arm) => arm.steps) : blocksIn(step);
    for (const each of inner) yield* nodesIn(each);
  }
}

/** True when a return stands where something may come after it, so that it cannot leave the function. */
export function returnsEarly(block: Block, isTail: boolean): boolean {
  return block.some((step, index) => {
    const isLast = isTail && index === block.length - 1;
    switch (step.kind) {
      case "run":
        return givesToContainer(step.node) && !isLast;
      // The returns of a container are its own.
      case "idle":
      case "body":
      case "race":
      case "while":
      case "try":
        return false;
      case "branch":
        return step.arms.some((arm) => returnsEarly(arm.steps, isLast));
      case "guarded":
        return returnsEarly(step.steps, isLast) || returnsEarly(step.otherwise, isLast);
      case "parallel":
        return step.branches.some((branch) => returnsEarly(branch, false));
      case "forks":
        return step.forks.some((fork) => returnsEarly(fork.steps, false));
      default:
        return unreachable(step, "step");
    }
  });
}

/** True when a block at the end of its function ends in a return in every run. */
export function leaves(block: Block): boolean {
  const last = block.at(-1);
  if (endsInThrow(block)) return true;
  if (last?.kind === "run") return last.node.type === "return";
  if (last?.kind === "branch") return isComplete(last) && last.arms.every((arm) => leaves(arm.steps));
  return last?.kind === "guarded" && leaves(last.steps) && leaves(last.otherwise);
}

/** True when nothing comes after a block, wherever it stands: it throws in every run. */
export function endsInThrow(block: Block): boolean {
  const last = block.at(-1);
  if (last?.kind === "run")
    return last.node.type === "throw" || (last.node.type === "return" && last.node.config.endsRun === true);
  if (last?.kind === "branch") return isComplete(last) && last.arms.every((arm) => endsInThrow(arm.steps));
  return last?.kind === "guarded" && endsInThrow(last.steps) && endsInThrow(last.otherwise);
}

const isComplete = ({ arms, ways }: BranchStep): boolean => arms.length > 0 && arms.length === ways.length;

/** A failure that leads to one block alone, with nothing beside it, is dealt with where it is caught. */
export function standsInCatch({ arms, ways }: BranchStep): boolean {
  const failing = ways.filter(isFailingPort);
  return failing.length === 1 && arms.length === 1 && arms[0]?.port === failing[0];
}

/**
 * True when something may still run in a block while something else of it has failed. Containers that are calls leave
 * nothing behind, and neither does a try: its bodies are scopes of their own.
 */
export function runsBeside(block: Block): boolean {
  return block.some((step) => {
    switch (step.kind) {
      case "parallel":
      case "forks":
        return true;
      case "try":
        return false;
      default:
        return blocksIn(step).some(runsBeside);
    }
  });
}
