import { parseExpression } from "../expressions/parse-expression.js";
import type { GraphNode, NodeOf } from "../graph.js";
import { type Block, isImmediate, type Step, type TryStep } from "../lower/ir.js";
import { blocksIn, returnsEarly, runsBeside } from "../lower/walk-steps.js";
import { nodeExpressions } from "../settings.js";
import { caughtBy, nextVariables, roundsOf, variablesOf } from "./containers.js";
import { type Doc, named } from "./doc.js";
import type { Position } from "./position.js";
import type { Printer } from "./printer.js";
import { expression, setting } from "./values.js";

/** Containers that are statements: a loop, a try, and the orchestration's own frame. */

/**
 * A loop is a loop. What is asked for in a round is asked for through the round's own context, so that the history
 * says which round it was.
 */
export function printWhile(printer: Printer, step: Extract<Step, { kind: "while" }>, position: Position): void {
  if (!printer.names.sharesVariables(step.node)) {
    printLoop(printer, step, position);
    return;
  }
  printer.line("{", position, step.node);
  printLoop(printer, step, { ...position, depth: position.depth + 1 });
  printer.line("}", position, step.node);
}

function printLoop(printer: Printer, step: Extract<Step, { kind: "while" }>, position: Position): void {
  const { node, body } = step;
  const { lines, names, bindings, annotations } = printer;
  const annotated = annotations.node(node);
  const { config } = annotated;
  const from = lines.count + 1;
  const rounds = names.once(`rounds ${node.id}`, `${node.name}Rounds`);
  const changing = [
    ...position.changing,
    ...config.variables.flatMap(({ name, next }) => (next === undefined ? [] : [name])),
  ];
  const inner = { ...position, depth: position.depth + 1, isTail: false, output: "", frame: node.id, changing };
  for (const [index, { name, initial, next }] of config.variables.entries()) {
    const typed = [named(name), annotations.loopVariable(node, index)];
    printer.line([next === undefined ? "const " : "let ", typed, " = ", setting(initial), ";"], position, node);
  }
  printer.line([`const ${rounds} = `, roundsOf(node), ";"], position, node);
  const again: Doc = [`while (${rounds}.again(`, expression(config.condition), "))"];
  const isAfter = config.test === "after";
  printer.line(isAfter ? "do {" : [again, " {"], position, node);
  printer.line(`const ctx = ${rounds}.next();`, inner, node);
  printer.block(body, inner);
  const next = nextVariables(annotated);
  if (next !== undefined) printer.line(next, inner, node);
  printer.line(isAfter ? ["} ", again, ";"] : "}", position, node);
  printer.line([bindings.lead(node), `${rounds}.end(`, variablesOf(node), ");"], position, node);
  printer.spans.set(node.id, { from, to: lines.count });
}

/** A try, with what is undone when its body fails. */
export function printTry(printer: Printer, step: TryStep, position: Position): void {
  const { node, body, handler, cleanUp } = step;
  const { lines, names, bindings } = printer;
  const { thrown } = names;
  const from = lines.count + 1;
  const undo = undoesIn(body) ? names.once(`undo ${node.id}`, `${node.name}Undo`) : undefined;
  const output: Doc = bindings.isRead(node) ? bindings.lead(node) : "";
  const inner = { ...position, depth: position.depth + 1, isTail: false, output };
  if (undo !== undefined) printer.line(`const ${undo}${printer.annotations.undo} = [];`, position, node);

  if (handler === undefined && undo === undefined && cleanUp === undefined) {
    // A try that nothing follows up is its body.
    printTried(printer, node, body, { ...position, isTail: false, output, frame: node.id });
    printer.spans.set(node.id, { from, to: Math.max(from, lines.count) });
    return;
  }
  printer.line("try {", position, node);
  printTried(printer, node, body, { ...inner, frame: node.id, undo: undo ?? position.undo, isCaught: true });
  // When the body has succeeded, what it did is undone with all the rest.
  if (undo !== undefined) printer.line(`${position.undo}.push(...${undo});`, inner, node);
  if (handler !== undefined || undo !== undefined) {
    const failure: Doc = undo === undefined ? thrown : `yield* ctx.undone(${undo}, ${thrown})`;
    printer.line(`} catch (${thrown}) {`, position, handler?.node ?? node);
    if (handler === undefined) printer.line(["throw ", failure, ";"], inner, node);
    else printCatch(printer, handler, failure, inner);
  }
  if (cleanUp !== undefined) {
    const start = lines.count + 1;
    printer.line("} finally {", position, cleanUp.node);
    printCleanUp(printer, cleanUp, { ...inner, output: "" });
    printer.spans.set(cleanUp.node.id, { from: start, to: lines.count });
  }
  printer.line("}", position, node);
  printer.spans.set(node.id, { from, to: lines.count });
}

function printCatch(
  printer: Printer,
  handler: { readonly node: NodeOf<"catch">; readonly body: Block },
  failure: Doc,
  position: Position,
): void {
  const { node, body } = handler;
  const start = printer.lines.count;
  const { errorName } = node.config;
  const lead: Doc = printer.bindings.isNamed(errorName) ? ["const ", named(errorName), " = "] : "";
  printer.line([lead, caughtBy(printer.annotations.node(node), failure), ";"], position, node);
  printTried(printer, node, body, { ...position, frame: node.id, isCaught: true });
  printer.spans.set(node.id, { from: start, to: printer.lines.count });
}

/** What tidies up comes to its end, whatever is cancelled around it. */
function printCleanUp(printer: Printer, { node, body }: NonNullable<TryStep["cleanUp"]>, position: Position): void {
  const within = { ...position, frame: node.id, isCaught: true };
  if (isImmediate(body)) {
    printer.block(body, within);
    return;
  }
  printer.line("yield* ctx.shield(function* (ctx) {", position, node);
  printer.block(body, { ...within, depth: position.depth + 1 });
  printer.line("});", position, node);
}

/** What runs beside what has failed is cancelled before anybody goes on: then the body is a scope of its own. */
function printTried(printer: Printer, node: GraphNode, body: Block, position: Position): void {
  if (!runsBeside(body)) {
    printWithValue(printer, node, body, position);
    return;
  }
  printer.line([position.output, "yield* ctx.scope(function* (ctx) {"], position, node);
  printer.functionBody(body, { ...position, depth: position.depth + 1 });
  printer.line("});", position, node);
}

/** A body whose return, where something comes after it, gives its value only when all of that has succeeded, too. */
function printWithValue(printer: Printer, node: GraphNode, body: Block, position: Position): void {
  if (position.output === "" || !returnsEarly(body, true)) {
    printer.block(body, position);
    return;
  }
  const output = printer.names.free("output");
  printer.line(`let ${output}${printer.annotations.output(body)};`, position, node);
  printer.block(body, { ...position, output: `${output} = ` });
  printer.line([position.output, output, ";"], position, node);
}

/** The orchestration's own body. Where there is something to undo, a failure undoes it before it ends the run. */
export function printProgram(printer: Printer, program: Block, depth: number): void {
  const { lines, names } = printer;
  const position: Position = {
    depth,
    isTail: true,
    output: "",
    frame: null,
    undo: undefined,
    changing: [],
    isCaught: false,
  };
  if (!undoesIn(program)) {
    printer.functionBody(program, position);
    return;
  }
  const undo = names.once("undo", "undo");
  const { thrown } = names;
  const inner = { ...position, depth: depth + 1, undo, isCaught: true };
  lines.add(`const ${undo}${printer.annotations.undo} = [];`, depth, null);
  lines.add("try {", depth, null);
  if (runsBeside(program)) {
    lines.add("return yield* ctx.scope(function* (ctx) {", depth + 1, null);
    printer.functionBody(program, { ...inner, depth: depth + 2 });
    lines.add("});", depth + 1, null);
  } else printer.functionBody(program, inner);
  lines.add(`} catch (${thrown}) {`, depth, null);
  lines.add(`throw yield* ctx.undone(${undo}, ${thrown});`, depth + 1, null);
  lines.add("}", depth, null);
}

/** What undoes a node, put into the list of what is to be undone. It keeps the values of this round. */
export function printUndo(printer: Printer, node: GraphNode, undo: Step, position: Position): void {
  const read = namesIn([undo]);
  const kept = position.changing.filter((name) => read.has(name)).join(", ");
  const [before, after] = kept === "" ? ["", ""] : [`((${kept}) => `, `)(${kept})`];
  printer.line(`${position.undo}.push(${before}function* () {`, position, node);
  printer.block([undo], { ...position, depth: position.depth + 1, isTail: false, output: "" });
  printer.line(`}${after});`, position, node);
}

/** Every name that an expression in the block reads. */
function namesIn(block: Block, names = new Set<string>()): ReadonlySet<string> {
  for (const step of block) {
    for (const { text } of "node" in step ? nodeExpressions(step.node) : []) {
      const parsed = parseExpression(text);
      for (const { name } of parsed.ok ? parsed.freeNames : []) names.add(name);
    }
    if (step.kind === "body") namesIn(step.body, names);
    if (step.kind === "race") for (const { body } of step.branches) namesIn(body, names);
    for (const inner of blocksIn(step)) namesIn(inner, names);
  }
  return names;
}

/** True when something in the block has a node that undoes it, in containers, too. */
function undoesIn(block: Block): boolean {
  return block.some((step) => {
    if (step.kind === "run" && step.undo !== undefined) return true;
    if (step.kind === "body" && undoesIn(step.body)) return true;
    if (step.kind === "race" && step.branches.some(({ body }) => undoesIn(body))) return true;
    return blocksIn(step).some(undoesIn);
  });
}
