import { unreachable } from "../../model/index.js";
import type { LineRange } from "../compiled.js";
import type { GraphNode, NodeOf } from "../graph.js";
import { type Block, type BranchStep, type Fork, livesByBeginning, type Step } from "../lower/ir.js";
import {
  endsInThrow,
  isOneTask,
  isTask,
  leaves,
  returnsEarly,
  runsBeside,
  standsInCatch,
} from "../lower/walk-steps.js";
import { isFailingPort } from "../ways.js";
import type { Annotations } from "./annotations.js";
import type { Bindings } from "./bindings.js";
import { callOf, type Surroundings } from "./calls.js";
import { choiceOf, frameOf, raceHead } from "./containers.js";
import { bracketed, type Doc, layOut, named } from "./doc.js";
import type { VariableKey } from "./keys.js";
import type { Lines } from "./lines.js";
import type { Names } from "./names.js";
import type { Position } from "./position.js";
import { printTry, printUndo, printWhile } from "./scopes.js";
import { expression, nameText, objectOf, text } from "./values.js";

/** Turns steps into lines. */
export class Printer {
  readonly spans = new Map<string, LineRange>();

  constructor(
    readonly lines: Lines,
    readonly names: Names,
    readonly bindings: Bindings,
    readonly around: Surroundings,
    readonly annotations: Annotations,
  ) {}

  /** The body of the orchestration, or of a container that is a function. */
  functionBody(body: Block, position: Position): void {
    const { depth, frame } = position;
    const needsOutput = returnsEarly(body, true);
    const output = needsOutput ? this.names.free("output") : "";
    if (needsOutput) this.lines.add(`let ${output}${this.annotations.output(body)};`, depth, frame);
    this.block(body, { ...position, isTail: true, output: needsOutput ? `${output} = ` : "" });
    if (needsOutput) this.lines.add(`return ${output};`, depth, frame);
  }

  block(block: Block, position: Position): void {
    const last = block.length - 1;
    block.forEach((step, index) => {
      this.#lets(this.bindings.letsBefore(step), position);
      this.#step(step, { ...position, isTail: position.isTail && index === last });
    });
  }

  /** One statement for all; those with types have one each. */
  #lets(keys: readonly VariableKey[], { depth, frame }: Position): void {
    const typed = keys.filter((key) => this.annotations.variable(key) !== "");
    const untyped = keys.filter((key) => !typed.includes(key)).map((key) => this.names.ofKey(key));
    if (untyped.length > 0) this.lines.add(`let ${untyped.join(", ")};`, depth, frame);
    for (const key of typed) {
      this.lines.add(layOut(`let ${this.names.ofKey(key)}${this.annotations.variable(key)};`, depth), depth, frame);
    }
  }

  #step(step: Step, position: Position): void {
    switch (step.kind) {
      case "idle":
        for (const held of ["value", "failure"] as const) {
          const lead = this.bindings.lead(step.node, held);
          if (lead !== "") this.line([lead, "undefined;"], position, step.node);
        }
        return;
      case "run":
        this.#run(step, position);
        return;
      case "body":
      case "race":
        this.#contained(step, [this.bindings.lead(step.node), "yield* "], ";", position);
        return;
      case "while":
        printWhile(this, step, position);
        return;
      case "try":
        printTry(this, step, position);
        return;
      case "branch":
        this.#branch(step, position, "");
        return;
      case "guarded":
        this.#guarded(this.names.guard(step.guard), step, position);
        return;
      case "parallel":
        this.#parallel(step, position);
        return;
      case "forks":
        this.#forks(step.forks, position);
        return;
      default:
        unreachable(step, "step");
    }
  }

  /** A line that belongs to a node. */
  line(doc: Doc, { depth }: Position, node: GraphNode): void {
    this.lines.add(layOut(doc, depth), depth, node.id);
  }

  #run({ node, undo }: Extract<Step, { kind: "run" }>, position: Position, given?: Doc): void {
    if (node.type === "start") return;
    const { isTail, output } = position;
    const call = callOf(this.annotations.node(node), this.around);
    const waits = isTask(node) ? "yield* " : "";
    switch (node.type) {
      case "throw":
        this.line(["throw ", call, ";"], position, node);
        return;
      case "return":
        if (node.config.endsRun === true) this.line(["yield* ", call, ";"], position, node);
        else this.line([given ?? (isTail ? "return " : output), call, ";"], position, node);
        return;
      default:
        this.line([given ?? this.bindings.lead(node), waits, call, ";"], position, node);
    }
    if (undo !== undefined) printUndo(this, node, undo, position);
  }

  /** A container that is one call, from the call's name to its last bracket. */
  #contained(step: Extract<Step, { kind: "body" | "race" }>, lead: Doc, end: string, position: Position): void {
    const { node } = step;
    const inner = { ...position, depth: position.depth + 1, frame: node.id };
    const from = this.lines.count + 1;
    if (step.kind === "body") {
      const { head, foot } = frameOf(this.annotations.node(step.node), position.isCaught);
      this.line([lead, head], position, node);
      this.functionBody(step.body, inner);
      this.line([foot, end], position, node);
    } else {
      this.line([lead, raceHead(step.node)], position, node);
      for (const { first, body } of step.branches) {
        this.line([named(first.name), ": function* (ctx) {"], inner, node);
        this.functionBody(body, { ...inner, depth: inner.depth + 1 });
        this.line("},", inner, node);
      }
      this.line(["})", end], position, node);
    }
    this.spans.set(node.id, { from, to: this.lines.count });
  }

  #branch(step: BranchStep, position: Position, lead: "" | "} else "): void {
    const { node, act, ways } = step;
    if (node.type === "if" && act === undefined) {
      this.#if(step, node, position, lead);
      return;
    }
    if (ways.some(isFailingPort)) {
      this.#caught(step, position);
      if (standsInCatch(step)) return;
    } else if (act !== undefined) this.#step(act, { ...position, isTail: false });
    else if (node.type === "switch")
      this.line([this.bindings.lead(node), choiceOf(this.annotations.node(node)), ";"], position, node);
    this.#arms(step, position);
  }

  /** The node in a try, whose catch says which port its failure takes. */
  #caught(step: BranchStep, position: Position): void {
    const { node, act, arms, ways } = step;
    const { thrown } = this.names;
    const inner = { ...position, depth: position.depth + 1, isTail: false };
    const failing = ways.filter(isFailingPort);
    const isPlain = failing.length === 1 && failing[0] === "error";
    const ports: Doc = isPlain ? "" : [", ", objectOf({ ports: bracketed("[", failing.map(text), "]") })];
    this.line("try {", position, node);
    if (act !== undefined) this.#tried(act, { ...inner, isCaught: true });
    this.line(`} catch (${thrown}) {`, position, node);
    this.line(
      [this.bindings.lead(node, "failure"), "ctx.failed(", nameText(node.name), `, ${thrown}`, ports, ");"],
      inner,
      node,
    );
    // Its body had given a value when what tidies up failed.
    if (act?.kind === "try" && act.cleanUp !== undefined && this.bindings.isRead(node)) {
      this.line([this.bindings.lead(node), "undefined;"], inner, node);
    }
    if (standsInCatch(step)) {
      for (const arm of arms) this.block(arm.steps, { ...inner, isTail: position.isTail });
    }
    this.line("}", position, node);
  }

  /** What may leave something running when it fails is a scope of its own. */
  #tried(act: NonNullable<BranchStep["act"]>, position: Position): void {
    if (!runsBeside([act])) {
      this.#step(act, position);
      return;
    }
    this.line("yield* ctx.scope(function* (ctx) {", position, act.node);
    this.#step(act, { ...position, depth: position.depth + 1 });
    this.line("});", position, act.node);
  }

  /** An if for each port that leads somewhere; where all do, the last one is the else. */
  #arms({ node, arms, ways }: BranchStep, position: Position): void {
    const { depth } = position;
    const isComplete = arms.length === ways.length;
    const inner = { ...position, depth: depth + 1 };
    const failing = ways.filter(isFailingPort);
    const tellsFailures = failing.every((port) => arms.some((arm) => arm.port === port));
    let isOpen = false;
    for (const [index, { port, steps }] of arms.entries()) {
      const isElse = isComplete && index > 0 && index === arms.length - 1;
      // What has an arm of its own before this one is out of the question here.
      const told = arms.slice(0, index).map((arm) => arm.port);
      const left = tellsFailures ? ways.filter((way) => !isFailingPort(way) || !told.includes(way)) : ways;
      const test = this.names.taken({ node, port, isCertain: true, ways: left });
      if (isElse && !isOpen) this.block(steps, position);
      else {
        const head = isElse ? "{" : `if (${test}) {`;
        this.lines.add(isOpen ? `} else ${head}` : head, depth, node.id);
        this.block(steps, inner);
        isOpen = true;
      }
      const isLast = index === arms.length - 1;
      const isLeft = (position.isTail && leaves(steps)) || endsInThrow(steps);
      if (isOpen && (isLast || isLeft)) {
        this.lines.add("}", depth, node.id);
        isOpen = false;
      }
    }
  }

  #if(step: BranchStep, node: NodeOf<"if">, position: Position, lead: "" | "} else "): void {
    const whenTrue = step.arms.find((arm) => arm.port === "true")?.steps ?? [];
    const whenFalse = step.arms.find((arm) => arm.port === "false")?.steps ?? [];
    const { depth } = position;
    const isEmpty = whenTrue.length === 0 && whenFalse.length === 0;
    const isBound = this.bindings.isRead(node);
    const decision: Doc = [
      "ctx.decide(",
      nameText(node.name),
      ", ",
      expression(this.annotations.node(node).config.condition),
      ")",
    ];
    if (isBound || isEmpty) this.line([this.bindings.lead(node), decision, ";"], position, node);
    if (isEmpty) return;
    const test = isBound ? named(node.name) : decision;
    const isNegated = whenTrue.length === 0;
    this.line([`${lead}if (${isNegated ? "!" : ""}`, test, ") {"], position, node);
    this.block(isNegated ? whenFalse : whenTrue, { ...position, depth: depth + 1 });
    if (!isNegated && whenFalse.length > 0 && !this.#isLeft(whenTrue, position)) {
      const next = this.#elseIf(whenFalse);
      if (next !== undefined) {
        this.#branch(next, position, "} else ");
        return;
      }
    }
    this.#else(isNegated ? whenFalse : whenTrue, isNegated ? [] : whenFalse, position, node.id);
  }

  /** True when nothing comes after the block, so that what stands beside it needs no else. */
  #isLeft = (block: Block, { isTail }: Position): boolean => (isTail && leaves(block)) || endsInThrow(block);

  /** An else that is nothing but another if, with nothing to write before it, is an else-if. */
  #elseIf(whenFalse: Block): BranchStep | undefined {
    const [step] = whenFalse;
    if (whenFalse.length !== 1 || step?.kind !== "branch" || step.node.type !== "if" || step.act !== undefined) {
      return undefined;
    }
    if (step.arms.every(({ steps }) => steps.length === 0)) return undefined;
    return this.bindings.isRead(step.node) || this.bindings.letsBefore(step).length > 0 ? undefined : step;
  }

  #guarded(guard: string, { steps, otherwise }: { steps: Block; otherwise: Block }, position: Position): void {
    const { depth, frame } = position;
    this.lines.add(`if (${guard}) {`, depth, frame);
    this.block(steps, { ...position, depth: depth + 1 });
    this.#else(steps, otherwise, position, frame);
  }

  /** What follows the braces of an if. After a return there is nothing else to come, and no else is needed. */
  #else(before: Block, otherwise: Block, position: Position, owner: string | null): void {
    const { depth } = position;
    if (otherwise.length === 0 || this.#isLeft(before, position)) {
      this.lines.add("}", depth, owner);
      this.block(otherwise, position);
      return;
    }
    this.lines.add("} else {", depth, owner);
    this.block(otherwise, { ...position, depth: depth + 1 });
    this.lines.add("}", depth, owner);
  }

  #parallel(step: Extract<Step, { kind: "parallel" }>, position: Position): void {
    const { depth, frame } = position;
    const { names, isConst } = this.bindings.pattern(step);
    const bound = names.slice(0, names.findLastIndex((name) => name !== "") + 1);
    const lead = bound.length === 0 ? "" : `${isConst ? "const " : ""}[${bound.join(", ")}] = `;
    this.lines.add(`${lead}yield* ctx.all([`, depth, frame);
    for (const branch of step.branches) this.#parallelBranch(branch, { ...position, depth: depth + 1, isTail: false });
    this.lines.add("]);", depth, frame);
  }

  #parallelBranch(branch: Block, position: Position): void {
    const { depth, frame } = position;
    const [step] = branch;
    if (isOneTask(branch) && (step?.kind === "body" || step?.kind === "race")) {
      this.#contained(step, "", ",", position);
      return;
    }
    if (isOneTask(branch) && step?.kind === "run" && step.node.type !== "start") {
      this.line([callOf(this.annotations.node(step.node), this.around), ","], position, step.node);
      return;
    }
    this.lines.add("ctx.fork(function* () {", depth, frame);
    this.#branchBody(branch, { ...position, depth: depth + 1 });
    this.lines.add("}),", depth, frame);
  }

  /** A branch that hands a value on returns it: where it is made, if that comes last, or at the end. */
  #branchBody(branch: Block, position: Position): void {
    const given = this.bindings.returnedFrom(branch);
    const last = branch.at(-1);
    if (last?.kind === "run" && last.node === given && last.undo === undefined) {
      this.block(branch.slice(0, -1), position);
      this.#run(last, position, "return ");
    } else if ((last?.kind === "body" || last?.kind === "race") && last.node === given) {
      this.block(branch.slice(0, -1), position);
      this.#contained(last, "return yield* ", ";", position);
    } else {
      this.block(branch, position);
      if (given !== undefined) this.lines.add(`return ${given.name};`, position.depth, given.id);
    }
  }

  #forks(forks: readonly Fork[], position: Position): void {
    const { depth, frame } = position;
    for (const fork of forks) {
      this.lines.add(`const ${this.names.fork(fork.id)} = ctx.fork(function* () {`, depth, frame);
      const inner = { ...position, depth: depth + 1, isTail: false };
      if (fork.waitsFor.length > 0) this.lines.add(this.#waitFor(fork.waitsFor), depth + 1, frame);
      if (fork.reach !== undefined) this.#reached(fork, inner);
      else if (fork.guard === undefined) this.block(fork.steps, inner);
      else this.#guarded(this.names.guard(fork.guard), { steps: fork.steps, otherwise: [] }, inner);
      this.lines.add("});", depth, frame);
    }
    this.lines.add(this.#waitFor(forks.filter((fork) => fork.isLast).map((fork) => fork.id)), depth, frame);
  }

  /** A fork that begins as soon as enough of those before it have ended alive. */
  #reached(fork: Fork, position: Position): void {
    const { reach, guard, steps } = fork;
    if (reach === undefined) return;
    const { node, count, ways, cancels } = reach;
    const { depth } = position;
    const listed = ways.map(({ fork: id, guard: lives }) => {
      const name = this.names.fork(id);
      return lives === undefined ? name : `{ after: ${name}, when: () => ${this.names.guard(lives)} }`;
    });
    const cancelled = cancels.map((fork) => this.names.fork(fork));
    const options = cancelled.length === 0 ? "" : `, { cancel: [${cancelled.join(", ")}] }`;
    const call = `yield* ctx.reach(${count}, [${listed.join(", ")}]${options})`;
    const isRead = this.bindings.isRead(node, "begun");
    const isAsked = livesByBeginning(fork);
    if (isRead || !isAsked) this.line([this.bindings.lead(node, "begun"), `${call};`], position, node);
    if (guard === undefined) {
      this.block(steps, position);
      return;
    }
    const asked = isRead ? this.names.variable(node, "begun") : call;
    this.lines.add(`if (${isAsked ? asked : this.names.guard(guard)}) {`, depth, node.id);
    this.block(steps, { ...position, depth: depth + 1 });
    this.lines.add("}", depth, node.id);
  }

  #waitFor(forkIds: readonly string[]): string {
    const names = forkIds.map((id) => this.names.fork(id));
    return names.length === 1 ? `yield* ${names[0]};` : `yield* ctx.all([${names.join(", ")}]);`;
  }
}
