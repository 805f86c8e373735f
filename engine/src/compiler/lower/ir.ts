import { unreachable } from "../../model/index.js";
import type { ContainerNode, GraphNode, NodeOf, Port } from "../graph.js";

/**
 * A graph as nested statements: what the printer turns into text. A block's steps run one after the
 * other; everything that may run at the same time is a `parallel` or `forks`.
 */
export type Step =
  | { readonly kind: "run"; readonly node: SimpleNode; readonly undo?: Step }
  /** A node that is switched off: all it has is a value, undefined. */
  | { readonly kind: "idle"; readonly node: GraphNode }
  /** A container whose body is a function of its own. */
  | { readonly kind: "body"; readonly node: NodeOf<"forEach" | "lock" | "timeout">; readonly body: Block }
  | { readonly kind: "race"; readonly node: NodeOf<"race">; readonly branches: readonly RaceBranch[] }
  | { readonly kind: "while"; readonly node: NodeOf<"while">; readonly body: Block }
  | TryStep
  /** A node of which one port is taken, with those of the next pieces that live by one of its ports alone. */
  | BranchStep
  /** Steps that run only in some runs, in which earlier decisions have said so. */
  | { readonly kind: "guarded"; readonly guard: Guard; readonly steps: Block; readonly otherwise: Block }
  /** Branches that share nothing: they run together, and all have ended when the step ends. */
  | { readonly kind: "parallel"; readonly branches: readonly Block[] }
  /** A piece of graph that is not nested: each part waits for just those it depends on. */
  | { readonly kind: "forks"; readonly forks: readonly Fork[] };

export type Block = readonly Step[];

/** A node that is one statement, or none. */
export type SimpleNode = Exclude<
  GraphNode,
  ContainerNode | NodeOf<"if"> | NodeOf<"switch"> | NodeOf<"note"> | NodeOf<"group">
>;

export interface RaceBranch {
  /** The node that the branch is called by. */
  readonly first: GraphNode;
  readonly body: Block;
}

export interface TryStep {
  readonly kind: "try";
  readonly node: NodeOf<"try">;
  readonly body: Block;
  readonly handler?: { readonly node: NodeOf<"catch">; readonly body: Block };
  readonly cleanUp?: { readonly node: NodeOf<"finally">; readonly body: Block };
}

export interface BranchStep {
  readonly kind: "branch";
  readonly node: GraphNode;
  /** What the node itself is; an if and a switch are nothing but their decision. */
  readonly act?: Exclude<Step, { kind: "branch" | "guarded" | "parallel" | "forks" }>;
  /** Where an edge leads from the port to, in the order in which they are written. */
  readonly arms: readonly Arm[];
  /** Every port that the node may take. */
  readonly ways: readonly Port[];
}

export interface Arm {
  readonly port: Port;
  readonly steps: Block;
}

/** A piece of graph that runs beside others. It is named after its last node. */
export interface Fork {
  readonly id: string;
  /** The forks it waits for, by id. Whatever those wait for has ended, too. */
  readonly waitsFor: readonly string[];
  /** It begins as soon as so many of these have come to their ends alive. */
  readonly reach?: Reach;
  /** Absent when it runs in every run that comes here. */
  readonly guard?: Guard;
  readonly steps: Block;
  /** True when no other fork waits for its end: the step as a whole does. */
  readonly isLast: boolean;
}

export interface Reach {
  readonly node: GraphNode;
  readonly count: number;
  readonly ways: readonly { readonly fork: string; readonly guard?: Guard }[];
  /** The forks that are cancelled as soon as the count is reached. */
  readonly cancels: readonly string[];
}

/** Whether a fork runs exactly when its first node begins. What lies behind that node may also live by another way. */
export function livesByBeginning({ reach, guard }: Fork): boolean {
  const [only] = guard ?? [];
  return guard?.length === 1 && only?.port === undefined && only?.node === reach?.node;
}

/** Holds when one of these ports was taken. */
export type Guard = readonly TakenPort[];

export interface TakenPort {
  readonly node: GraphNode;
  /** `undefined`: that the node began, where so many of its edges had to live. */
  readonly port: Port | undefined;
  /**
   * The node was certainly not skipped where the guard is asked: what is not "true" is "false". An approval's value,
   * whose member is read, is certainly there as well.
   */
  readonly isCertain: boolean;
  /** Every port that the node may take. */
  readonly ways: readonly Port[];
  /** When the node lives, where that is not certain and the port does not say it. */
  readonly lives?: Guard;
}

/** Ends in the moment it begins: it holds no task. */
export function isImmediate(block: Block): boolean {
  return block.every((step) => {
    switch (step.kind) {
      case "run":
        return isAtOnce(step.node) && step.undo === undefined;
      case "idle":
        return true;
      case "branch":
        return (
          (step.act === undefined || isImmediate([step.act])) && step.arms.every(({ steps }) => isImmediate(steps))
        );
      case "guarded":
        return isImmediate(step.steps) && isImmediate(step.otherwise);
      case "body":
      case "race":
      case "while":
      case "try":
      case "parallel":
      case "forks":
        return false;
      default:
        return unreachable(step, "step");
    }
  });
}

/** A throw is not among them, nor what ends the run: what comes beside it must begin, too. */
function isAtOnce(node: SimpleNode): boolean {
  switch (node.type) {
    case "start":
    case "set":
    case "signalEntity":
    case "setStatus":
    case "continueAsNew":
      return true;
    case "return":
      return node.config.endsRun !== true;
    case "subWorkflow":
      return !node.config.wait;
    default:
      return false;
  }
}

/** The node written last: the one that a piece of code is for, when it needs a name. */
export function lastNodeOf(block: Block): GraphNode | undefined {
  const step = block.at(-1);
  switch (step?.kind) {
    case undefined:
      return undefined;
    case "run":
    case "idle":
    case "body":
    case "race":
    case "while":
    case "try":
      return step.node;
    case "branch": {
      const arms = step.arms.map(({ steps }) => lastNodeOf(steps));
      return arms.findLast((node) => node !== undefined) ?? step.node;
    }
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
