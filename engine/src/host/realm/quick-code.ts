import type { Expression, Function as FunctionNode, Node, Pattern, Program, SpreadElement, Statement } from "acorn";
import { COPYING_METHODS, LITERAL_METHODS, PURE_FUNCTIONS, PURE_NAMESPACES, VISITING_METHODS } from "./quick-calls.js";

/**
 * Proves of some code that no episode of it can run long, so that nobody needs to stand by with a
 * clock (which costs far more than such an episode does). What is not proven is watched; being
 * watched is never wrong, only slower. The code a graph compiles to is proven unless its expressions
 * do something unusual.
 *
 * The proof: no loops and no calls of the code's own functions, so what runs again runs because the
 * engine (`forEach`, at most 100 000 times in all) or a list (`map`) runs it once per item. Work that
 * grows with the size of its data is done, inside of what runs again, only on that item's own part of
 * the data. All work is then at most proportional to the data. What is handed to the engine is
 * bounded by the engine, turn by turn.
 *
 * A value's *depth* says whose it is: how many things that run again it lies within. Data of depth
 * 0 is there once; data of depth 1 is an item's own. `SHARED` is a list whose items may all hold * the same large thing: nothing may be done with it but to pass it on. A value's *weight* says of
 * how many parts it was put together, so that doubling and doubling again does not pass.
 */
export function isCertainlyQuick(program: Program): boolean {
  const frame = program.body.filter((statement) => statement.type !== "ImportDeclaration");
  const [only] = frame;
  if (frame.length !== 1 || only?.type !== "ExportDefaultDeclaration") return false;
  const call = only.declaration;
  if (call.type !== "CallExpression" || !isName(call.callee, "orchestration") || call.arguments.length !== 2)
    return false;
  const [name, body] = call.arguments;
  if (name?.type !== "Literal" || body?.type !== "FunctionExpression" || !body.generator) return false;
  try {
    measureBody(body, { depth: 0, names: new Map(), outer: undefined }, { linear: 0 });
    return true;
  } catch (thrown) {
    if (thrown instanceof NotProven) return false;
    throw thrown;
  }
}

class NotProven extends Error {}
const notProven = (node: Node): never => {
  throw new NotProven(`${node.type} is not known to be quick`);
};

/** More operations than this on whole data are too many to run unwatched, even once each. */
const LINEAR_OPERATIONS_MAX = 500;
/** Values put together of more parts than this are not followed any further. */
const WEIGHT_MAX = 64;
const LITERAL_CHARACTERS_PER_WEIGHT = 1_000;
const SHARED = -1;

interface Size {
  readonly depth: number;
  readonly weight: number;
}
/** Of no size to speak of, and nobody's. */
const SMALL: Size = { depth: Number.POSITIVE_INFINITY, weight: 0 };
const size = (depth: number, weight = 1): Size => ({ depth, weight });
/** Of two values, one. */
const either = (a: Size, b: Size): Size => size(Math.min(a.depth, b.depth), Math.max(a.weight, b.weight));
/** Of two values, both. */
const together = (a: Size, b: Size): Size => size(Math.min(a.depth, b.depth), a.weight + b.weight);

type Meaning = { readonly kind: "context" } | { readonly kind: "value"; readonly size: Size; readonly fixed: boolean };
interface Scope {
  readonly depth: number;
  readonly names: Map<string, Meaning>;
  readonly outer: Scope | undefined;
}
interface Tally {
  linear: number;
}

const isName = (node: Node, name: string): boolean =>
  node.type === "Identifier" && "name" in node && node.name === name;
const inside = (outer: Scope, depth: number): Scope => ({ depth, names: new Map(), outer });

function meaningOf(name: string, scope: Scope): Meaning | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const meaning = at.names.get(name);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

/** Measures a generator that is given a context first and values after it; gives the size of what it returns. */
function measureBody(body: FunctionNode, outer: Scope, tally: Tally, depth = outer.depth): Size {
  const scope = inside(outer, depth);
  for (const [index, parameter] of body.params.entries()) {
    if (parameter.type !== "Identifier") return notProven(parameter);
    scope.names.set(
      parameter.name,
      index === 0 ? { kind: "context" } : { kind: "value", size: size(depth), fixed: true },
    );
  }
  if (body.body.type !== "BlockStatement" || body.async) return notProven(body);
  return new Measure(tally).block(body.body.body, scope);
}

class Measure {
  constructor(readonly tally: Tally) {}

  /** Gives the size of what a return in it gives. */
  block(statements: readonly Statement[], scope: Scope): Size {
    return statements.map((statement) => this.statement(statement, scope)).reduce(either, SMALL);
  }

  statement(node: Statement, scope: Scope): Size {
    switch (node.type) {
      case "EmptyStatement":
        return SMALL;
      case "ExpressionStatement":
        this.value(node.expression, scope);
        return SMALL;
      case "ReturnStatement":
        return node.argument == null ? SMALL : this.value(node.argument, scope);
      case "ThrowStatement":
        this.value(node.argument, scope);
        return SMALL;
      case "BlockStatement":
        return this.block(node.body, inside(scope, scope.depth));
      case "IfStatement": {
        this.value(node.test, scope);
        const taken = this.statement(node.consequent, inside(scope, scope.depth));
        return node.alternate == null
          ? taken
          : either(taken, this.statement(node.alternate, inside(scope, scope.depth)));
      }
      case "TryStatement": {
        const returns = [this.statement(node.block, scope)];
        if (node.handler != null) {
          const caught = inside(scope, scope.depth);
          if (node.handler.param != null) this.declare(node.handler.param, size(scope.depth), true, caught);
          returns.push(this.block(node.handler.body.body, caught));
        }
        if (node.finalizer != null) returns.push(this.statement(node.finalizer, scope));
        return returns.reduce(either);
      }
      case "VariableDeclaration":
        if (node.kind === "var") return notProven(node);
        for (const { id, init } of node.declarations) {
          const given = init == null ? SMALL : this.value(init, scope);
          if (node.kind === "let") this.requireAssignable(given, scope, node);
          this.declare(id, node.kind === "let" ? size(scope.depth) : given, node.kind === "const", scope);
        }
        return SMALL;
      default:
        return notProven(node);
    }
  }

  declare(pattern: Pattern, given: Size, fixed: boolean, scope: Scope): void {
    switch (pattern.type) {
      case "Identifier":
        scope.names.set(pattern.name, { kind: "value", size: given, fixed });
        return;
      case "ArrayPattern":
        for (const element of pattern.elements) if (element !== null) this.declare(element, given, fixed, scope);
        return;
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type !== "Property" || property.computed) notProven(property);
          else this.declare(property.value, given, fixed, scope);
        }
        return;
      default:
        notProven(pattern);
    }
  }

  value(node: Expression, scope: Scope): Size {
    const measured = this.measure(node, scope);
    return measured.weight <= WEIGHT_MAX ? measured : notProven(node);
  }

  measure(node: Expression, scope: Scope): Size {
    switch (node.type) {
      case "Literal":
        if ("regex" in node && node.regex !== undefined) return notProven(node);
        return typeof node.value === "string"
          ? size(SMALL.depth, 1 + node.value.length / LITERAL_CHARACTERS_PER_WEIGHT)
          : SMALL;
      case "Identifier":
        return this.identifier(node.name, node, scope);
      case "MemberExpression": {
        if (node.object.type === "Super" || node.property.type === "PrivateIdentifier") return notProven(node);
        if (node.object.type === "Identifier" && meaningOf(node.object.name, scope)?.kind === "context") {
          return ["instanceId", "executionId"].some((name) => !node.computed && isName(node.property, name))
            ? SMALL
            : notProven(node);
        }
        if (node.computed) this.linear(this.value(node.property, scope), scope, node);
        return this.value(node.object, scope);
      }
      case "ChainExpression":
        return this.value(node.expression, scope);
      case "ParenthesizedExpression":
        return this.value(node.expression, scope);
      case "ArrayExpression":
      case "ObjectExpression":
        return this.parts(node, scope);
      case "TemplateLiteral":
        return this.converted(node.expressions, scope, node);
      case "UnaryExpression": {
        if (node.operator === "delete") return notProven(node);
        const operand = this.value(node.argument, scope);
        if (!["!", "typeof", "void"].includes(node.operator)) this.linear(operand, scope, node);
        return SMALL;
      }
      case "BinaryExpression": {
        if (node.left.type === "PrivateIdentifier") return notProven(node);
        const joined = this.converted([node.left, node.right], scope, node);
        return node.operator === "+" ? joined : SMALL;
      }
      case "LogicalExpression":
        return either(this.value(node.left, scope), this.value(node.right, scope));
      case "ConditionalExpression":
        this.value(node.test, scope);
        return either(this.value(node.consequent, scope), this.value(node.alternate, scope));
      case "AssignmentExpression": {
        const target = node.left.type === "Identifier" ? meaningOf(node.left.name, scope) : undefined;
        if (node.operator !== "=" || target?.kind !== "value" || target.fixed) return notProven(node);
        if (target.size.depth !== scope.depth) return notProven(node);
        const given = this.value(node.right, scope);
        this.requireAssignable(given, scope, node);
        return given;
      }
      case "YieldExpression":
        return node.delegate && node.argument != null ? this.value(node.argument, scope) : notProven(node);
      case "NewExpression":
        if (!/^(?:Range|Type)?Error$/.test(node.callee.type === "Identifier" ? node.callee.name : ""))
          return notProven(node);
        if (node.callee.type === "Identifier" && meaningOf(node.callee.name, scope) !== undefined)
          return notProven(node);
        return this.converted(node.arguments, scope, node);
      case "CallExpression":
        return this.call(node, scope);
      default:
        return notProven(node);
    }
  }

  identifier(name: string, node: Node, scope: Scope): Size {
    const meaning = meaningOf(name, scope);
    if (meaning?.kind === "value") return meaning.size;
    return meaning === undefined && ["undefined", "NaN", "Infinity"].includes(name) ? SMALL : notProven(node);
  }

  parts(node: Expression & { type: "ArrayExpression" | "ObjectExpression" }, scope: Scope): Size {
    let all = SMALL;
    for (const part of node.type === "ArrayExpression" ? node.elements : node.properties) {
      if (part === null) continue;
      if (part.type === "SpreadElement") {
        const spread = this.value(part.argument, scope);
        this.linear(spread, scope, part);
        all = together(all, spread);
      } else if (part.type === "Property") {
        if (part.kind !== "init" || part.method) return notProven(part);
        if (part.computed) this.linear(this.value(part.key, scope), scope, part);
        all = together(all, this.value(part.value, scope));
      } else all = together(all, this.value(part, scope));
    }
    return all;
  }

  call(node: Expression & { type: "CallExpression" }, scope: Scope): Size {
    const { callee } = node;
    if (callee.type === "Identifier") {
      if (!PURE_FUNCTIONS.has(callee.name) || meaningOf(callee.name, scope) !== undefined) return notProven(node);
      return this.converted(node.arguments, scope, node);
    }
    if (callee.type !== "MemberExpression" || callee.computed || callee.object.type === "Super") return notProven(node);
    if (callee.property.type !== "Identifier") return notProven(node);
    const method = callee.property.name;
    if (callee.object.type === "Identifier") {
      const { name } = callee.object;
      const meaning = meaningOf(name, scope);
      if (meaning?.kind === "context") return this.ask(method, node, scope);
      if (meaning === undefined) {
        return PURE_NAMESPACES[name]?.has(method) === true
          ? this.converted(node.arguments, scope, node)
          : notProven(node);
      }
    }
    const [pushed] = node.arguments;
    if (method === "push" && node.arguments.length === 1 && pushed?.type === "FunctionExpression") {
      // A list of what undoes: each body in it runs once.
      this.value(callee.object, scope);
      this.body(pushed, scope, node);
      return SMALL;
    }
    const receiver = this.value(callee.object, scope);
    this.linear(receiver, scope, node);
    if (VISITING_METHODS.has(method)) return this.visit(node, receiver, scope);
    if (COPYING_METHODS.has(method)) return together(receiver, this.converted(node.arguments, scope, node));
    if (!LITERAL_METHODS.has(method)) return notProven(node);
    for (const argument of node.arguments) if (argument.type !== "Literal") notProven(argument);
    for (const argument of node.arguments) this.argument(argument, scope);
    return receiver;
  }

  /** What asks something of the engine. */
  ask(method: string, node: Expression & { type: "CallExpression" }, scope: Scope): Size {
    const [first, second, third] = node.arguments;
    switch (method) {
      case "now":
      case "random":
      case "newGuid":
      case "isLocked":
        return node.arguments.length === 0 ? SMALL : notProven(node);
      case "call":
      case "sleep":
      case "sleepUntil":
      case "record":
      case "waitForEvent":
      case "approval":
      case "callEntity":
      case "callSub":
      case "callHttp":
        // The engine bounds what is handed over, so the arguments may be anybody's.
        for (const argument of node.arguments) this.argument(argument, scope);
        return size(scope.depth);
      case "decide":
      case "end":
      case "sendEvent":
      case "signalEntity":
      case "startSub":
      case "continueAsNew":
      case "log":
        for (const argument of node.arguments) this.argument(argument, scope);
        return SMALL;
      case "entity":
        // Its parts become one text, which is refused when it is long.
        return this.converted(node.arguments, scope, node);
      case "locked": {
        if (first === undefined || second?.type !== "FunctionExpression" || !second.generator) return notProven(node);
        this.linear(this.argument(first, scope), scope, node);
        for (const argument of node.arguments.slice(2)) this.argument(argument, scope);
        return either(size(scope.depth), measureBody(second, scope, this.tally));
      }
      case "all":
      case "race":
      case "any":
        return first === undefined || node.arguments.length !== 1 ? notProven(node) : this.argument(first, scope);
      case "fork":
      case "scope":
      case "shield":
        return node.arguments.length === 1 ? this.body(first, scope, node) : notProven(node);
      case "timeout": {
        if (first === undefined || second === undefined || node.arguments.length !== 3) return notProven(node);
        this.argument(first, scope);
        this.argument(second, scope);
        return this.body(third, scope, node);
      }
      case "firstOf": {
        if (first === undefined || second?.type !== "ObjectExpression") return notProven(node);
        this.argument(first, scope);
        const bodies = second.properties.map((each) =>
          each.type === "Property" && !each.computed ? this.body(each.value, scope, node) : notProven(node),
        );
        return bodies.reduce(either, size(scope.depth));
      }
      // Conditions are asked once each, and what is caught is bounded.
      case "choose":
      case "reach":
      case "caught":
      case "failed":
      case "failure":
        for (const argument of node.arguments) this.asked(argument, scope);
        return size(scope.depth);
      case "undone":
        for (const argument of node.arguments) this.argument(argument, scope);
        return size(scope.depth);
      case "forEach": {
        if (first === undefined || second === undefined || node.arguments.length !== 3) return notProven(node);
        if (third?.type !== "FunctionExpression" || !third.generator) return notProven(node);
        this.argument(first, scope);
        this.argument(second, scope);
        const returned = measureBody(third, scope, this.tally, scope.depth + 1);
        return size(returned.depth > scope.depth ? scope.depth : SHARED, Math.max(1, returned.weight));
      }
      default:
        return notProven(node);
    }
  }

  /** A body that runs once, given a context. */
  body(node: Node | undefined, scope: Scope, of: Node): Size {
    if (node?.type !== "FunctionExpression" || !(node as FunctionNode).generator) return notProven(of);
    return either(size(scope.depth), measureBody(node as FunctionNode, scope, this.tally));
  }

  /** A value in which conditions stand, each of which is asked at most once. */
  asked(node: Node, scope: Scope): void {
    if (node.type === "ArrayExpression") {
      for (const element of (node as Expression & { type: "ArrayExpression" }).elements) {
        if (element !== null) this.asked(element, scope);
      }
    } else if (node.type === "ObjectExpression") {
      for (const property of (node as Expression & { type: "ObjectExpression" }).properties) {
        if (property.type !== "Property" || property.computed || property.kind !== "init") notProven(property);
        else this.asked(property.value, scope);
      }
    } else if (node.type === "ArrowFunctionExpression") {
      const { params, body } = node as Expression & { type: "ArrowFunctionExpression" };
      const condition = inside(scope, scope.depth);
      for (const parameter of params) this.declare(parameter, size(scope.depth), true, condition);
      if (body.type === "BlockStatement") notProven(body);
      else this.value(body, condition);
    } else this.argument(node as Expression, scope);
  }

  /** A method that calls back once per item. */
  visit(node: Expression & { type: "CallExpression" }, receiver: Size, scope: Scope): Size {
    const [callback] = node.arguments;
    if (callback?.type !== "ArrowFunctionExpression" || node.arguments.length !== 1 || callback.async)
      return notProven(node);
    const items = inside(scope, scope.depth + 1);
    for (const parameter of callback.params.slice(0, 2)) this.declare(parameter, size(items.depth), true, items);
    if (callback.params.length > 2) return notProven(callback);
    const { body } = callback;
    const returned = body.type === "BlockStatement" ? this.block(body.body, items) : this.value(body, items);
    const own = returned.depth > scope.depth;
    return size(own ? Math.min(receiver.depth, scope.depth) : SHARED, receiver.weight * Math.max(1, returned.weight));
  }

  /** Values that are read as a whole, to make one of them. */
  converted(parts: readonly (Expression | SpreadElement)[], scope: Scope, node: Node): Size {
    let all = size(scope.depth, 0);
    for (const part of parts) {
      const read = this.argument(part, scope);
      this.linear(read, scope, node);
      all = together(all, read);
    }
    return all;
  }

  argument(node: Expression | SpreadElement, scope: Scope): Size {
    return node.type === "SpreadElement" ? notProven(node) : this.value(node, scope);
  }

  /** Something is done that grows with a value's size. */
  linear(operand: Size, scope: Scope, node: Node): void {
    if (operand.depth === SMALL.depth) return;
    this.tally.linear += 1;
    if (this.tally.linear > LINEAR_OPERATIONS_MAX || operand.depth < scope.depth) notProven(node);
  }

  /** What may be put into a variable that is written again: its own scope's, and of one part. */
  requireAssignable(given: Size, scope: Scope, node: Node): void {
    if (given.depth < scope.depth || given.weight > 1) notProven(node);
  }
}
