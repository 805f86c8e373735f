import { unreachable } from "../../model/index.js";
import type { GraphNode, NodeOf } from "../graph.js";

/**
 * A graph as nested statements: what the printer turns into text. A block's steps run one after the
 * other; everything that may run at the same time is a `parallel` or `forks`.
 */
export type Step =
  | { readonly kind: "run"; readonly node: Exclude<GraphNode, NodeOf<"forEach"> | NodeOf<"if">> }
  | { readonly kind: "loop"; readonly node: NodeOf<"forEach">; readonly body: Block }
  | { readonly kind: "if"; readonly node: NodeOf<"if">; readonly whenTrue: Block; readonly whenFalse: Block }
  /** Steps that run only in some runs, in which earlier ifs have decided so. */
  | { readonly kind: "guarded"; readonly guard: Guard; readonly steps: Block; readonly otherwise: Block }
  /** Branches that share nothing: they run together, and all have ended when the step ends. */
  | { readonly kind: "parallel"; readonly branches: readonly Block[] }
  /** A piece of graph that is not nested: each part waits for just those it depends on. */
  | { readonly kind: "forks"; readonly forks: readonly Fork[] };

export type Block = readonly Step[];

/** A piece of graph that runs beside others. It is named after its last node. */
export interface Fork {
  readonly id: string;
  /** The forks it waits for, by id. Whatever those wait for has ended, too. */
  readonly waitsFor: readonly string[];
  /** Absent when it runs in every run that comes here. */
  readonly guard?: Guard;
  readonly steps: Block;
  /** True when no other fork waits for it: the step as a whole does. */
  readonly isLast: boolean;
}

/** Holds when one of these ports was taken. */
export type Guard = readonly TakenPort[];

export interface TakenPort {
  readonly ifId: string;
  readonly port: boolean;
  /** The if was certainly not skipped where the guard is asked: what is not "true" is "false". */
  readonly isCertain: boolean;
}

/** Ends in the moment it begins: it holds no task. */
export function isImmediate(block: Block): boolean {
  return block.every((step) => {
    switch (step.kind) {
      case "run":
        return step.node.type === "start" || step.node.type === "set" || step.node.type === "return";
      case "if":
        return isImmediate(step.whenTrue) && isImmediate(step.whenFalse);
      case "guarded":
        return isImmediate(step.steps) && isImmediate(step.otherwise);
      case "loop":
      case "parallel":
      case "forks":
        return false;
      default:
        return unreachable(step, "step");
    }
  });
}

/** The node written last: the one that a piece of code is for, when it needs a name. */
export function lastNodeOf(block: Block): GraphNode | undefined {
  const step = block.at(-1);
  switch (step?.kind) {
    case undefined:
      return undefined;
    case "run":
    case "loop":
      return step.node;
    case "if":
      return lastNodeOf(step.whenFalse) ?? lastNodeOf(step.whenTrue) ?? step.node;
    case "guarded":
      return lastNodeOf(step.otherwise) ?? lastNodeOf(step.steps);
    case "parallel":
      return lastNodeOf(step.branches.at(-1) ?? []);
    case "forks":
      return lastNodeOf(step.forks.at(-1)?.steps ?? []);
    default:
      return unreachable(step, "step");
  }
}
