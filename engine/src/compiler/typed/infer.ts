import type { AnyNode, ArrowFunctionExpression, CallExpression, MemberExpression } from "acorn";
import {
  BOOLEAN,
  DYNAMIC,
  list,
  NULL,
  NUMBER,
  object,
  orUndefined,
  resolved,
  type Shape,
  STRING,
  UNDEFINED,
  unionOf,
} from "./shape.js";

/** What a name is where an expression reads it; undefined when nobody knows. */
export type ShapesOfNames = (name: string) => Shape | undefined;

/**
 * What an expression gives, as far as that is plain to see: members, what comes with lists and texts, arithmetic, literals.
 * Dynamic where it is not. It never says less than TypeScript would find: a variable may be declared by it.
 */
export function shapeOfExpression(node: AnyNode, names: ShapesOfNames): Shape {
  const shapeOf = (part: unknown) => shapeOfExpression(part as AnyNode, names);
  switch (node.type) {
    case "ParenthesizedExpression":
    case "ChainExpression":
      return shapeOf(node.expression);
    case "Literal":
      if (node.value === null) return "regex" in node && node.regex !== undefined ? DYNAMIC : NULL;
      return typeof node.value === "string" ? STRING : byTypeOf(typeof node.value);
    case "TemplateLiteral":
      return STRING;
    case "Identifier":
      return node.name === "undefined" ? UNDEFINED : (names(node.name) ?? DYNAMIC);
    case "UnaryExpression":
      return UNARY.get(node.operator) ?? DYNAMIC;
    case "BinaryExpression":
      return ofBinary(node.operator, shapeOf(node.left), shapeOf(node.right));
    case "ConditionalExpression":
      return either([shapeOf(node.consequent), shapeOf(node.alternate)]);
    case "LogicalExpression":
      return ofLogical(node.operator, shapeOf(node.left), shapeOf(node.right));
    case "ArrayExpression": {
      const items = node.elements.map((item) =>
        item === null ? DYNAMIC : item.type === "SpreadElement" ? itemOf(shapeOf(item.argument)) : shapeOf(item),
      );
      return items.length === 0 ? EMPTY_LIST : list(unionOf(items));
    }
    case "ObjectExpression": {
      const members: (readonly [string, Shape])[] = [];
      for (const property of node.properties) {
        const key = property.type === "Property" && !property.computed ? keyOf(property.key as AnyNode) : undefined;
        if (key === undefined || property.type !== "Property") return DYNAMIC;
        members.push([key, shapeOf(property.value)]);
      }
      return members.length === 0 ? DYNAMIC : object(members);
    }
    case "MemberExpression":
      return ofMember(node, names);
    case "CallExpression":
      return ofCall(node, names);
    default:
      return DYNAMIC;
  }
}

const byTypeOf = (type: string): Shape => (type === "number" ? NUMBER : type === "boolean" ? BOOLEAN : DYNAMIC);

const UNARY: ReadonlyMap<string, Shape> = new Map([
  ["!", BOOLEAN],
  ["-", NUMBER],
  ["+", NUMBER],
  ["~", NUMBER],
  ["typeof", STRING],
  ["void", UNDEFINED],
]);
const COMPARING = new Set(["==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "instanceof"]);

function ofBinary(operator: string, left: Shape, right: Shape): Shape {
  if (COMPARING.has(operator)) return BOOLEAN;
  if (operator !== "+") return NUMBER;
  if (isText(left) || isText(right)) return STRING;
  return isNumber(left) && isNumber(right) ? NUMBER : DYNAMIC;
}

function ofLogical(operator: string, left: Shape, right: Shape): Shape {
  if (left.kind === "dynamic" || right.kind === "dynamic") return DYNAMIC;
  if (operator === "&&") return left === BOOLEAN ? unionOf([BOOLEAN, right]) : DYNAMIC;
  return either([withoutNothing(left), right]);
}

/** An empty list may be one of anything: beside a list of which more is known it is one of those. */
const EMPTY_LIST = list(DYNAMIC);
const either = (shapes: readonly Shape[]): Shape =>
  unionOf(
    shapes.some((shape) => shape !== EMPTY_LIST && resolved(shape).kind === "list")
      ? shapes.filter((shape) => shape !== EMPTY_LIST)
      : shapes,
  );

const isPlain = (shape: Shape, test: (text: string) => boolean): boolean => {
  const is = resolved(shape);
  if (is.kind === "union") return is.of.every((part) => isPlain(part, test));
  return is.kind === "plain" && test(is.text);
};
const isText = (shape: Shape): boolean => isPlain(shape, (text) => text === "string" || text.startsWith('"'));
const isNumber = (shape: Shape): boolean => isPlain(shape, (text) => text === "number" || /^-?\d/.test(text));
const isNothing = (shape: Shape): boolean => isPlain(shape, (text) => text === "undefined" || text === "null");

export const withoutNothing = (shape: Shape): Shape =>
  shape.kind === "union" ? unionOf(shape.of.filter((part) => !isNothing(part))) : shape;

const itemOf = (shape: Shape): Shape => {
  const is = resolved(shape);
  return is.kind === "list" ? is.item : is.kind === "tuple" && !is.isOpen ? unionOf(is.items) : DYNAMIC;
};

const keyOf = (key: AnyNode): string | undefined =>
  key.type === "Identifier"
    ? key.name
    : key.type === "Literal" && typeof key.value === "string"
      ? key.value
      : undefined;

function ofMember(node: MemberExpression, names: ShapesOfNames): Shape {
  const of = shapeOfExpression(node.object as AnyNode, names);
  const there = withoutNothing(of);
  const isMissing = there !== of;
  const found = memberOf(resolved(there), node);
  // Behind `?.` the whole chain is undefined where it stops; which part of it that is nobody asks here.
  return found.kind !== "dynamic" && (isMissing || mayStop(node.object as AnyNode)) ? orUndefined(found) : found;
}

const mayStop = (node: AnyNode): boolean =>
  (node.type === "MemberExpression" && (node.optional || mayStop(node.object as AnyNode))) ||
  (node.type === "CallExpression" && (node.optional || mayStop(node.callee as AnyNode)));

function memberOf(of: Shape, { property, computed }: MemberExpression): Shape {
  const key = computed ? undefined : (property as { readonly name?: string }).name;
  if (key === undefined) return DYNAMIC;
  if (isText(of)) return key === "length" ? NUMBER : DYNAMIC;
  switch (of.kind) {
    case "list":
      return key === "length" ? NUMBER : DYNAMIC;
    case "object": {
      const member = of.members.find((each) => each.key === key);
      if (member === undefined) return DYNAMIC;
      return member.isOptional ? orUndefined(member.shape) : member.shape;
    }
    case "union": {
      const parts = of.of.map((part) => memberOf(resolved(part), { property, computed } as MemberExpression));
      return unionOf(parts);
    }
    default:
      return DYNAMIC;
  }
}

/** Methods of texts and lists, by what they give. */
const OF_TEXT: ReadonlyMap<string, Shape> = new Map([
  ...["charAt", "padEnd", "padStart", "repeat", "replace", "replaceAll", "slice", "substring"].map(
    (name) => [name, STRING] as const,
  ),
  ...["toLowerCase", "toUpperCase", "trim", "trimEnd", "trimStart", "concat"].map((name) => [name, STRING] as const),
  ...["endsWith", "includes", "startsWith"].map((name) => [name, BOOLEAN] as const),
  ...["indexOf", "lastIndexOf", "charCodeAt"].map((name) => [name, NUMBER] as const),
  ["split", list(STRING)],
]);
const OF_LIST: ReadonlyMap<string, Shape> = new Map([
  ...["every", "includes", "some"].map((name) => [name, BOOLEAN] as const),
  ...["findIndex", "findLastIndex", "indexOf"].map((name) => [name, NUMBER] as const),
  ["join", STRING],
]);
/** They give a list of the same items. */
const KEEPS_LIST = new Set(["filter", "slice", "toReversed", "toSorted", "sort", "reverse"]);
const ITEM_OR_NOTHING = new Set(["at", "find", "findLast"]);
const GLOBAL: ReadonlyMap<string, Shape> = new Map([
  ["Number", NUMBER],
  ["String", STRING],
  ["Boolean", BOOLEAN],
  ["Array.isArray", BOOLEAN],
  ["JSON.stringify", STRING],
  ["Object.keys", list(STRING)],
]);

function ofCall(node: CallExpression, names: ShapesOfNames): Shape {
  const callee = node.callee as AnyNode;
  if (callee.type === "Identifier") return GLOBAL.get(callee.name) ?? DYNAMIC;
  if (callee.type !== "MemberExpression" || callee.computed || mayStop(callee)) return DYNAMIC;
  const method = (callee.property as { readonly name?: string }).name ?? "";
  const on = callee.object as AnyNode;
  if (on.type === "Identifier" && names(on.name) === undefined) {
    return on.name === "Math" ? NUMBER : (GLOBAL.get(`${on.name}.${method}`) ?? DYNAMIC);
  }
  const of = resolved(shapeOfExpression(on, names));
  if (isText(of)) return OF_TEXT.get(method) ?? DYNAMIC;
  if (of.kind !== "list") return DYNAMIC;
  if (KEEPS_LIST.has(method)) return of;
  if (ITEM_OR_NOTHING.has(method)) return of.item.kind === "dynamic" ? DYNAMIC : orUndefined(of.item);
  if (method === "map") return ofMap(node, of.item, names);
  // A list of something that TypeScript finds by itself.
  if (method === "flatMap") return list(DYNAMIC);
  return OF_LIST.get(method) ?? DYNAMIC;
}

/** Where the function is an arrow with one name, what it gives can be seen. */
function ofMap(node: CallExpression, item: Shape, names: ShapesOfNames): Shape {
  const [given] = node.arguments as AnyNode[];
  if (given?.type !== "ArrowFunctionExpression" || given.body.type === "BlockStatement") return list(DYNAMIC);
  return list(shapeOfExpression(given.body as AnyNode, namesWithin(given, item, names)));
}

/** What names are within an arrow whose first parameter is this. */
export function namesWithin(arrow: ArrowFunctionExpression, first: Shape, names: ShapesOfNames): ShapesOfNames {
  const parameters = new Map<string, Shape>();
  for (const [index, parameter] of arrow.params.entries()) {
    for (const name of boundBy(parameter as AnyNode)) {
      parameters.set(name, index === 0 && parameter.type === "Identifier" ? first : DYNAMIC);
    }
  }
  return (name) => parameters.get(name) ?? names(name);
}

function boundBy(pattern: AnyNode): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((each) =>
        boundBy((each.type === "RestElement" ? each.argument : each.value) as AnyNode),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((each) => (each === null ? [] : boundBy(each as AnyNode)));
    case "AssignmentPattern":
      return boundBy(pattern.left as AnyNode);
    case "RestElement":
      return boundBy(pattern.argument as AnyNode);
    default:
      return [];
  }
}

/** Methods that call what they are given with items, so that its parameters have types where the items do. */
const CALLS_WITH_ITEMS = new Set([
  ..."every filter find findIndex findLast findLastIndex flatMap forEach map some sort toSorted".split(" "),
]);

/**
 * What the first parameter of an arrow is that stands in a call's arguments; undefined where TypeScript will not find a
 * type for it by itself, so that it must be told.
 */
export function firstParameterOf(call: CallExpression, names: ShapesOfNames): Shape | undefined {
  const callee = call.callee as AnyNode;
  if (callee.type !== "MemberExpression" || callee.computed) return undefined;
  const method = (callee.property as { readonly name?: string }).name ?? "";
  const on = callee.object as AnyNode;
  // Globals declare what they call: Array.from, Object.groupBy.
  if (on.type === "Identifier" && names(on.name) === undefined) return DYNAMIC;
  if (isListOfGlobal(on, names)) return DYNAMIC;
  const of = resolved(withoutNothing(shapeOfExpression(on, names)));
  if (isText(of)) return DYNAMIC;
  if (of.kind === "tuple") return DYNAMIC;
  if (of.kind !== "list") return undefined;
  return CALLS_WITH_ITEMS.has(method) ? of.item : DYNAMIC;
}

const isListOfGlobal = (node: AnyNode, names: ShapesOfNames): boolean =>
  node.type === "CallExpression" &&
  node.callee.type === "MemberExpression" &&
  node.callee.object.type === "Identifier" &&
  names(node.callee.object.name) === undefined &&
  node.callee.object.name === "Object" &&
  /^(keys|values|entries)$/.test((node.callee.property as { readonly name?: string }).name ?? "");
