import type { AnyNode, Expression, Pattern } from "acorn";
import { certainWhen } from "./narrowing.js";
import { childrenOf } from "./walk.js";

/** A name that an expression reads from around it. */
export interface FreeName {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** True for `{ name }`, where renaming must keep the key: `{ name: other }`. */
  readonly isShorthand: boolean;
  /** The expression fails here if the name is undefined: `name.x` and `[...name]`, unless a test around it says that it is not. */
  readonly isDereferenced: boolean;
  /** True for `name()`. */
  readonly isCalled: boolean;
}

/** What is known at a place in the expression. */
interface Surroundings {
  /** Parameters of the functions around. */
  readonly bound: ReadonlySet<string>;
  /** Names that a test around shows to have a value. */
  readonly certain: ReadonlySet<string>;
}

type Flags = Partial<Pick<FreeName, "isShorthand" | "isDereferenced" | "isCalled">>;

/** Every reading of a name that the expression does not bind itself, in the order of the text. */
export function findFreeNames(root: Expression): FreeName[] {
  const finder = new Finder();
  finder.visit(root as AnyNode, { bound: new Set(), certain: new Set() });
  return finder.names.sort((a, b) => a.from - b.from);
}

class Finder {
  readonly names: FreeName[] = [];

  visit(node: AnyNode, around: Surroundings, flags: Flags = {}): void {
    switch (node.type) {
      case "Identifier":
        this.#read(node.name, node, around, flags);
        return;
      case "ChainExpression":
      case "ParenthesizedExpression":
        this.visit(node.expression as AnyNode, around, flags);
        return;
      case "MemberExpression":
        this.visit(node.object as AnyNode, around, { isDereferenced: !node.optional });
        if (node.computed) this.visit(node.property as AnyNode, around);
        return;
      case "CallExpression":
        this.visit(node.callee as AnyNode, around, { isDereferenced: !node.optional, isCalled: true });
        for (const argument of node.arguments) this.#element(argument as AnyNode, around);
        return;
      case "ArrayExpression":
        for (const element of node.elements) if (element !== null) this.#element(element as AnyNode, around);
        return;
      case "Property":
        if (node.computed) this.visit(node.key as AnyNode, around);
        this.visit(node.value as AnyNode, around, node.shorthand ? { isShorthand: true } : {});
        return;
      case "LogicalExpression": {
        const { left, right, operator } = node;
        const passed = { isDereferenced: flags.isDereferenced === true };
        // Of `a ?? b` and `a || b`, an undefined `a` is not what comes out.
        this.visit(left as AnyNode, around, operator === "&&" ? passed : {});
        this.visit(right as AnyNode, operator === "??" ? around : knowing(around, left, operator === "&&"), passed);
        return;
      }
      case "ConditionalExpression": {
        const passed = { isDereferenced: flags.isDereferenced === true };
        this.visit(node.test as AnyNode, around);
        this.visit(node.consequent as AnyNode, knowing(around, node.test, true), passed);
        this.visit(node.alternate as AnyNode, knowing(around, node.test, false), passed);
        return;
      }
      case "ArrowFunctionExpression": {
        const bound = new Set(around.bound);
        for (const parameter of node.params) bindNames(parameter, bound);
        const certain = new Set([...around.certain].filter((name) => !bound.has(name)));
        const inner = { bound, certain };
        for (const parameter of node.params) visitDefaults(parameter, (value) => this.visit(value, inner));
        this.visit(node.body as AnyNode, inner);
        return;
      }
      default:
        for (const child of childrenOf(node)) this.visit(child, around);
    }
  }

  /** An item of a list or an argument: spreading needs something to spread. */
  #element(node: AnyNode, around: Surroundings): void {
    if (node.type === "SpreadElement") this.visit(node.argument as AnyNode, around, { isDereferenced: true });
    else this.visit(node, around);
  }

  #read(name: string, node: AnyNode, { bound, certain }: Surroundings, flags: Flags): void {
    if (bound.has(name)) return;
    this.names.push({
      name,
      from: node.start,
      to: node.end,
      isShorthand: flags.isShorthand === true,
      isDereferenced: flags.isDereferenced === true && !certain.has(name),
      isCalled: flags.isCalled === true,
    });
  }
}

function knowing(around: Surroundings, test: Expression, outcome: boolean): Surroundings {
  const names = certainWhen(test, outcome);
  return names.size === 0 ? around : { ...around, certain: new Set([...around.certain, ...names]) };
}

function bindNames(pattern: Pattern, into: Set<string>): void {
  switch (pattern.type) {
    case "Identifier":
      into.add(pattern.name);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) bindNames(element, into);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        bindNames(property.type === "RestElement" ? property.argument : property.value, into);
      }
      return;
    case "AssignmentPattern":
      bindNames(pattern.left, into);
      return;
    case "RestElement":
      bindNames(pattern.argument, into);
      return;
    case "MemberExpression":
      return;
  }
}

/** Default values and computed keys of parameters are read, too: `({ a = total }) => a`. */
function visitDefaults(pattern: Pattern, visit: (value: AnyNode) => void): void {
  switch (pattern.type) {
    case "AssignmentPattern":
      visit(pattern.right as AnyNode);
      visitDefaults(pattern.left, visit);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) visitDefaults(element, visit);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") visitDefaults(property.argument, visit);
        else {
          if (property.computed) visit(property.key as AnyNode);
          visitDefaults(property.value, visit);
        }
      }
      return;
    case "RestElement":
      visitDefaults(pattern.argument, visit);
      return;
    case "Identifier":
    case "MemberExpression":
      return;
  }
}
