import type { AnyNode } from "acorn";
import { parseExpression } from "../expressions/parse-expression.js";
import { childrenOf } from "../expressions/walk.js";
import type { Guard } from "../guards.js";
import { type ShapesOfNames, shapeOfExpression } from "./infer.js";
import { type Member, resolved, type Shape, unionOf } from "./shape.js";

/** What a condition has shown of a value, which is told by its path: `order.customer`. */
export interface Shown {
  readonly path: string;
  readonly what: /** It is there: neither undefined nor null. */
    | { readonly kind: "there" }
    /** Its member is this literal, as its type has it; or it is not. */
    | { readonly kind: "member"; readonly key: string; readonly literal: string; readonly holds: boolean }
    | { readonly kind: "typeof"; readonly type: string; readonly holds: boolean };
}

/**
 * What ifs, switches and loops around an expression have found, as far as it is plain to see in their conditions. In the
 * code a condition is an argument, from which TypeScript concludes nothing.
 */
export const shownBy = (guards: readonly Guard[]): readonly Shown[] =>
  guards.flatMap(({ condition, outcome }) => {
    const parsed = parseExpression(condition.trim());
    return parsed.ok ? [...shown(parsed.ast as AnyNode, outcome)] : [];
  });

function* shown(node: AnyNode, outcome: boolean): Iterable<Shown> {
  switch (node.type) {
    case "LogicalExpression":
      if (node.operator !== (outcome ? "&&" : "||")) return;
      yield* shown(node.left as AnyNode, outcome);
      yield* shown(node.right as AnyNode, outcome);
      return;
    case "UnaryExpression":
      if (node.operator === "!") yield* shown(node.argument as AnyNode, !outcome);
      return;
    case "BinaryExpression": {
      const isEqual = node.operator === "===" || node.operator === "==";
      if (!isEqual && node.operator !== "!==" && node.operator !== "!=") return;
      yield* shownByEquality(node.left as AnyNode, node.right as AnyNode, isEqual === outcome);
      return;
    }
    case "ChainExpression":
    case "Identifier":
    case "MemberExpression": {
      const path = pathOf(node);
      if (path === undefined) return;
      if (outcome) yield { path, what: { kind: "there" } };
      yield* shownOfMember(path, String(outcome), true);
      return;
    }
    default:
  }
}

function* shownByEquality(left: AnyNode, right: AnyNode, holds: boolean): Iterable<Shown> {
  const isNothing =
    (right.type === "Literal" && right.value === null && right.raw === "null") ||
    (right.type === "Identifier" && right.name === "undefined");
  if (left.type === "UnaryExpression" && left.operator === "typeof") {
    const path = pathOf(left.argument as AnyNode);
    if (path === undefined || right.type !== "Literal" || typeof right.value !== "string") return;
    if (right.value === "undefined") {
      if (!holds) yield { path, what: { kind: "there" } };
    } else yield { path, what: { kind: "typeof", type: right.value, holds } };
    return;
  }
  const path = pathOf(left);
  if (path === undefined) return;
  if (isNothing && !holds) yield { path, what: { kind: "there" } };
  if (!isNothing && right.type === "Literal") yield* shownOfMember(path, JSON.stringify(right.value), holds);
}

function* shownOfMember(path: string, literal: string, holds: boolean): Iterable<Shown> {
  const dot = path.lastIndexOf(".");
  if (dot === -1) return;
  yield { path: path.slice(0, dot), what: { kind: "member", key: path.slice(dot + 1), literal, holds } };
}

/** `order.customer`, for what is nothing but names. */
function pathOf(node: AnyNode): string | undefined {
  switch (node.type) {
    case "Identifier":
      return node.name;
    case "ChainExpression":
      return pathOf(node.expression as AnyNode);
    case "MemberExpression": {
      const of = node.computed ? undefined : pathOf(node.object as AnyNode);
      return of === undefined || node.property.type !== "Identifier" ? undefined : `${of}.${node.property.name}`;
    }
    default:
      return undefined;
  }
}

/** A value in an expression of which more is known than its type says. */
export interface Narrowed {
  readonly node: AnyNode;
  /** It is there, though its type has undefined or null. */
  readonly isThere: boolean;
  /** The type that is left, as text; undefined where it is the whole. */
  readonly type?: string | undefined;
}

/** `starts`: where names are that the expression reads from around it; others are its own. */
export function narrowedIn(
  root: AnyNode,
  starts: ReadonlySet<number>,
  facts: readonly Shown[],
  names: ShapesOfNames,
): readonly Narrowed[] {
  if (facts.length === 0) return [];
  const found: Narrowed[] = [];
  const visit = (node: AnyNode): void => {
    const path = node.type === "Identifier" || node.type === "MemberExpression" ? pathOf(node) : undefined;
    if (path !== undefined && starts.has(node.start)) {
      const known = facts.filter((fact) => fact.path === path).map(({ what }) => what);
      const narrowed = known.length === 0 ? undefined : narrowing(path, shapeOfExpression(node, names), known);
      if (narrowed !== undefined) found.push({ node, ...narrowed });
    }
    for (const child of childrenOf(node)) {
      // The name behind a dot is no value.
      if (node.type === "MemberExpression" && !node.computed && child === node.property) continue;
      visit(child);
    }
  };
  visit(root);
  return found;
}

/** Only what the type leaves open needs to be told, and only where something is left of it. */
function narrowing(path: string, shape: Shape, known: readonly Shown["what"][]): Omit<Narrowed, "node"> | undefined {
  const parts = partsOf(shape);
  const there = parts.filter((part) => !isNothing(part));
  const isThere = there.length < parts.length && known.length > 0 && known.some(({ kind }) => kind === "there");
  const type = known.reduce<string | undefined>((text, what) => {
    const fits = there.filter((part) => isLeft(part, what));
    if (what.kind === "there" || fits.length === 0 || fits.length === there.length) return text;
    const of = what.kind === "typeof" ? what.type : `{ ${what.key}: ${what.literal} }`;
    return `${what.holds ? "Extract" : "Exclude"}<${text ?? `typeof ${path}`}, ${of}>`;
  }, undefined);
  return isThere || type !== undefined ? { isThere, type } : undefined;
}

function isLeft(part: Shape, what: Shown["what"]): boolean {
  switch (what.kind) {
    case "there":
      return true;
    case "typeof":
      return isOfType(part, what.type) === what.holds;
    case "member": {
      const is = resolved(part);
      const member = is.kind === "object" ? is.members.find(({ key }) => key === what.key) : undefined;
      return isOnly(member, what.literal) === undefined || isOnly(member, what.literal) === what.holds;
    }
  }
}

/** Whether a member is this literal and no other; undefined where it may be. */
function isOnly(member: Member | undefined, literal: string): boolean | undefined {
  if (member === undefined || member.shape.kind !== "plain" || member.isOptional) return undefined;
  if (member.shape.text === literal) return true;
  return /^(".*"|-?\d.*|true|false)$/s.test(member.shape.text) ? false : undefined;
}

function isOfType(part: Shape, type: string): boolean {
  const is = resolved(part);
  if (is.kind !== "plain") return type === "object";
  if (is.text.startsWith('"')) return type === "string";
  if (/^-?\d/.test(is.text)) return type === "number";
  return is.text === type || (type === "boolean" && /^(true|false)$/.test(is.text));
}

const isNothing = (part: Shape): boolean =>
  part.kind === "plain" && (part.text === "undefined" || part.text === "null");

const partsOf = (shape: Shape): readonly Shape[] => {
  const is = shape.kind === "named" && resolved(shape).kind === "union" ? resolved(shape) : shape;
  return unionOf([is]).kind === "union" && is.kind === "union" ? is.of : [is];
};
