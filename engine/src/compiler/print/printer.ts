import type { LineRange } from "../compiled.js";
import type { NodeOf } from "../graph.js";
import type { Block, Fork, Step } from "../lower/ir.js";
import { isOneTask, leaves, returnsEarly } from "../lower/walk-steps.js";
import type { Bindings } from "./bindings.js";
import { callOf, loopHead } from "./calls.js";
import { type Doc, layOut, named } from "./doc.js";
import type { Lines } from "./lines.js";
import type { Names } from "./names.js";

/** What a step knows of where it stands. */
interface Position {
  readonly depth: number;
  /** Nothing comes after it in its function: a return may be written as one. */
  readonly isTail: boolean;
  /** The variable that holds the function's result until its end, where a return cannot be written as one. */
  readonly output: string;
  /** The container whose frame this is, for lines that belong to no node. */
  readonly frame: string | null;
}

type IfStep = Extract<Step, { kind: "if" }>;

/** Turns steps into lines. */
export class Printer {
  readonly spans = new Map<string, LineRange>();

  constructor(
    readonly lines: Lines,
    readonly names: Names,
    readonly bindings: Bindings,
  ) {}

  /** The body of the orchestration, or of a loop. */
  functionBody(body: Block, depth: number, frame: string | null): void {
    const needsOutput = returnsEarly(body, true);
    const output = needsOutput ? this.names.free("output") : "";
    if (needsOutput) this.lines.add(`let ${output};`, depth, frame);
    this.#block(body, { depth, isTail: true, output, frame });
    if (needsOutput) this.lines.add(`return ${output};`, depth, frame);
  }

  #block(block: Block, position: Position): void {
    const last = block.length - 1;
    block.forEach((step, index) => {
      const lets = this.bindings.letsBefore(step);
      if (lets.length > 0) this.lines.add(`let ${lets.join(", ")};`, position.depth, position.frame);
      this.#step(step, { ...position, isTail: position.isTail && index === last });
    });
  }

  #step(step: Step, position: Position): void {
    switch (step.kind) {
      case "run":
        this.#run(step.node, position);
        return;
      case "loop":
        this.#loop(step.node, step.body, [this.bindings.lead(step.node), "yield* "], ";", position);
        return;
      case "if":
        this.#if(step, position, "");
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
    }
  }

  #run(node: Extract<Step, { kind: "run" }>["node"], { depth, isTail, output }: Position, given?: Doc): void {
    if (node.type === "start") return;
    const call = callOf(node);
    const ofReturn = isTail ? "return " : `${output} = `;
    const lead = given ?? (node.type === "return" ? ofReturn : this.bindings.lead(node));
    const waits = node.type === "set" || node.type === "return" ? "" : "yield* ";
    this.lines.add(layOut([lead, waits, call, ";"], depth), depth, node.id);
  }

  #loop(node: NodeOf<"forEach">, body: Block, lead: Doc, end: string, { depth }: Position): void {
    const from = this.lines.count + 1;
    this.lines.add(layOut([lead, loopHead(node)], depth), depth, node.id);
    this.functionBody(body, depth + 1, node.id);
    this.lines.add(`})${end}`, depth, node.id);
    this.spans.set(node.id, { from, to: this.lines.count });
  }

  #if(step: IfStep, position: Position, lead: "" | "} else "): void {
    const { node, whenTrue, whenFalse } = step;
    const { depth } = position;
    const isEmpty = whenTrue.length === 0 && whenFalse.length === 0;
    const isBound = this.bindings.isRead(node);
    if (isBound || isEmpty)
      this.lines.add(layOut([this.bindings.lead(node), callOf(node), ";"], depth), depth, node.id);
    if (isEmpty) return;
    const test = isBound ? named(node.name) : callOf(node);
    const isNegated = whenTrue.length === 0;
    this.lines.add(layOut([`${lead}if (${isNegated ? "!" : ""}`, test, ") {"], depth), depth, node.id);
    this.#block(isNegated ? whenFalse : whenTrue, { ...position, depth: depth + 1 });
    if (!isNegated && whenFalse.length > 0 && !(position.isTail && leaves(whenTrue))) {
      const next = this.#elseIf(whenFalse);
      if (next !== undefined) {
        this.#if(next, position, "} else ");
        return;
      }
    }
    this.#else(isNegated ? whenFalse : whenTrue, isNegated ? [] : whenFalse, position, node.id);
  }

  /** An else that is nothing but another if, with nothing to write before it, is an else-if. */
  #elseIf(whenFalse: Block): IfStep | undefined {
    const [step] = whenFalse;
    if (whenFalse.length !== 1 || step?.kind !== "if") return undefined;
    if (step.whenTrue.length === 0 && step.whenFalse.length === 0) return undefined;
    return this.bindings.isRead(step.node) || this.bindings.letsBefore(step).length > 0 ? undefined : step;
  }

  #guarded(guard: string, { steps, otherwise }: { steps: Block; otherwise: Block }, position: Position): void {
    const { depth, frame } = position;
    this.lines.add(`if (${guard}) {`, depth, frame);
    this.#block(steps, { ...position, depth: depth + 1 });
    this.#else(steps, otherwise, position, frame);
  }

  /** What follows the braces of an if. After a return there is nothing else to come, and no else is needed. */
  #else(before: Block, otherwise: Block, position: Position, owner: string | null): void {
    const { depth } = position;
    if (otherwise.length === 0 || (position.isTail && leaves(before))) {
      this.lines.add("}", depth, owner);
      this.#block(otherwise, position);
      return;
    }
    this.lines.add("} else {", depth, owner);
    this.#block(otherwise, { ...position, depth: depth + 1 });
    this.lines.add("}", depth, owner);
  }

  #parallel(step: Extract<Step, { kind: "parallel" }>, position: Position): void {
    const { depth, frame } = position;
    const { names, isConst } = this.bindings.pattern(step);
    const bound = names.slice(0, names.findLastIndex((name) => name !== "") + 1);
    const lead = bound.length === 0 ? "" : `${isConst ? "const " : ""}[${bound.join(", ")}] = `;
    this.lines.add(`${lead}yield* ctx.all([`, depth, frame);
    for (const branch of step.branches) this.#branch(branch, { ...position, depth: depth + 1, isTail: false });
    this.lines.add("]);", depth, frame);
  }

  #branch(branch: Block, position: Position): void {
    const { depth, frame } = position;
    const [step] = branch;
    if (isOneTask(branch) && step?.kind === "loop") {
      this.#loop(step.node, step.body, "", ",", position);
      return;
    }
    if (isOneTask(branch) && step?.kind === "run" && step.node.type !== "start") {
      this.lines.add(layOut([callOf(step.node), ","], depth), depth, step.node.id);
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
    if (last?.kind === "run" && last.node === given) {
      this.#block(branch.slice(0, -1), position);
      this.#run(last.node, position, "return ");
    } else if (last?.kind === "loop" && last.node === given) {
      this.#block(branch.slice(0, -1), position);
      this.#loop(last.node, last.body, "return yield* ", ";", position);
    } else {
      this.#block(branch, position);
      if (given !== undefined) this.lines.add(`return ${given.name};`, position.depth, given.id);
    }
  }

  #forks(forks: readonly Fork[], position: Position): void {
    const { depth, frame } = position;
    for (const fork of forks) {
      this.lines.add(`const ${this.names.fork(fork.id)} = ctx.fork(function* () {`, depth, frame);
      if (fork.waitsFor.length > 0) this.lines.add(this.#waitFor(fork.waitsFor), depth + 1, frame);
      const inner = { ...position, depth: depth + 1, isTail: false };
      if (fork.guard === undefined) this.#block(fork.steps, inner);
      else this.#guarded(this.names.guard(fork.guard), { steps: fork.steps, otherwise: [] }, inner);
      this.lines.add("});", depth, frame);
    }
    this.lines.add(this.#waitFor(forks.filter((fork) => fork.isLast).map((fork) => fork.id)), depth, frame);
  }

  #waitFor(forkIds: readonly string[]): string {
    const names = forkIds.map((id) => this.names.fork(id));
    return names.length === 1 ? `yield* ${names[0]};` : `yield* ctx.all([${names.join(", ")}]);`;
  }
}
