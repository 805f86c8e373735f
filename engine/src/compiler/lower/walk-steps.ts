import { unreachable } from "../../model/index.js";
import type { GraphNode } from "../graph.js";
import type { Block } from "./ir.js";

/** A branch that is one task can stand in the list of what is waited for, as it is. */
export function isOneTask(branch: Block): boolean {
  const [step] = branch;
  if (branch.length !== 1 || step === undefined) return false;
  if (step.kind === "loop") return true;
  return (
    step.kind === "run" && (step.node.type === "activity" || step.node.type === "http" || step.node.type === "delay")
  );
}

/** Every node written in a block, inner blocks included; the inside of a loop is its own affair. */
export function* nodesIn(block: Block): Generator<GraphNode> {
  for (const step of block) {
    switch (step.kind) {
      case "run":
      case "loop":
        yield step.node;
        break;
      case "if":
        yield step.node;
        yield* nodesIn(step.whenTrue);
        yield* nodesIn(step.whenFalse);
        break;
      case "guarded":
        yield* nodesIn(step.steps);
        yield* nodesIn(step.otherwise);
        break;
      case "parallel":
        for (const branch of step.branches) yield* nodesIn(branch);
        break;
      case "forks":
        for (const fork of step.forks) yield* nodesIn(fork.steps);
        break;
    }
  }
}

/** True when a return stands where something may come after it, so that it cannot leave the function. */
export function returnsEarly(block: Block, isTail: boolean): boolean {
  return block.some((step, index) => {
    const isLast = isTail && index === block.length - 1;
    switch (step.kind) {
      case "run":
        return step.node.type === "return" && !isLast;
      case "loop":
        return false;
      case "if":
        return returnsEarly(step.whenTrue, isLast) || returnsEarly(step.whenFalse, isLast);
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
  if (last?.kind === "run") return last.node.type === "return";
  if (last?.kind === "if") return leaves(last.whenTrue) && leaves(last.whenFalse);
  return last?.kind === "guarded" && leaves(last.steps) && leaves(last.otherwise);
}
