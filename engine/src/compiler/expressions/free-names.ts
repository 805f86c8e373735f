import type { AnyNode, Expression, Pattern } from "acorn";
import { childrenOf } from "./walk.js";

/** A name that an expression reads from around it. */
export interface FreeName {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** True for `{ name }`, where renaming must keep the key: `{ name: other }`. */
  readonly isShorthand: boolean;
  /** True where a member is read without asking first whether there is a value: `name.x`, `name[0]`, `name()`. */
  readonly isDereferenced: boolean;
}

/** Every reading of a name that the expression does not bind itself, in the order of the text. */
export function findFreeNames(root: Expression): FreeName[] {
  const names: FreeName[] = [];

  const read = (node: AnyNode, bound: ReadonlySet<string>, flags: Partial<FreeName>) => {
    if (node.type !== "Identifier" || bound.has(node.name)) return;
    names.push({
      name: node.name,
      from: node.start,
      to: node.end,
      isShorthand: false,
      isDereferenced: false,
      ...flags,
    });
  };

  const visit = (node: AnyNode, bound: ReadonlySet<string>): void => {
    switch (node.type) {
      case "Identifier":
        read(node, bound, {});
        return;
      case "MemberExpression":
        if (node.object.type === "Identifier") read(node.object, bound, { isDereferenced: !node.optional });
        else visit(node.object as AnyNode, bound);
        if (node.computed) visit(node.property as AnyNode, bound);
        return;
      case "CallExpression":
        if (node.callee.type === "Identifier") read(node.callee, bound, { isDereferenced: !node.optional });
        else visit(node.callee as AnyNode, bound);
        for (const argument of node.arguments) visit(argument as AnyNode, bound);
        return;
      case "Property":
        if (node.computed) visit(node.key as AnyNode, bound);
        if (node.shorthand) read(node.value as AnyNode, bound, { isShorthand: true });
        else visit(node.value as AnyNode, bound);
        return;
      case "ArrowFunctionExpression": {
        const inner = new Set(bound);
        for (const parameter of node.params) bindNames(parameter, inner);
        for (const parameter of node.params) visitDefaults(parameter, inner, visit);
        visit(node.body as AnyNode, inner);
        return;
      }
      default:
        for (const child of childrenOf(node)) visit(child, bound);
    }
  };
  visit(root as AnyNode, new Set());
  return names.sort((a, b) => a.from - b.from);
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
function visitDefaults(
  pattern: Pattern,
  bound: ReadonlySet<string>,
  visit: (node: AnyNode, bound: ReadonlySet<string>) => void,
): void {
  switch (pattern.type) {
    case "AssignmentPattern":
      visit(pattern.right as AnyNode, bound);
      visitDefaults(pattern.left, bound, visit);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) visitDefaults(element, bound, visit);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") visitDefaults(property.argument, bound, visit);
        else {
          if (property.computed) visit(property.key as AnyNode, bound);
          visitDefaults(property.value, bound, visit);
        }
      }
      return;
    case "RestElement":
      visitDefaults(pattern.argument, bound, visit);
      return;
    case "Identifier":
    case "MemberExpression":
      return;
  }
}
