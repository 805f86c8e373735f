import type { Value } from "@dacapo/engine/compiler";
import type { Json, JsonObject } from "@dacapo/engine/model";
import { type Token, tokensOf } from "./expression-tokens";
import { isObject } from "./json-schema";

/** The members of an object that is one setting: what a form with a control for each of them shows. */
export type Members = Readonly<Record<string, Value>>;

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * The members of a setting that is an object: a fixed one, or an expression that is nothing but an object of
 * expressions. `undefined` when a form cannot say what it says: a spread, a computed key, anything else.
 *
 *   valueOfMembers(membersOf(v)) means what v means, for every v that has members
 */
export function membersOf(value: Value | undefined): Members | undefined {
  if (value === undefined) return {};
  if ("literal" in value) {
    if (!isObject(value.literal)) return undefined;
    return Object.fromEntries(Object.entries(value.literal).map(([name, literal]) => [name, { literal }]));
  }
  if (value.expression.trim() === "") return {};
  return membersOfText(value.expression);
}

/** A value that is read from somewhere, member by member: `order` as `{ sku: order.sku, count: order.count }`. */
export function spreadOf(value: Value | undefined, names: readonly string[]): Members | undefined {
  if (value === undefined || !("expression" in value)) return undefined;
  const path = value.expression.trim();
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*(\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u.test(path)) return undefined;
  const memberText = (name: string) => (IDENTIFIER.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`);
  return Object.fromEntries(names.map((name) => [name, { expression: memberText(name) }]));
}

function membersOfText(source: string): Members | undefined {
  const tokens = tokensOf(source);
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first?.text !== "{" || last?.text !== "}" || tokens.length < 2) return undefined;
  // The braces must be one pair: `{ a }.b + { c }` begins and ends with them, too.
  const inner = tokens.slice(1, -1);
  if (inner.some((token) => token.depth < 1)) return undefined;
  const members: [string, Value][] = [];
  let part: Token[] = [];
  for (const token of [...inner, undefined]) {
    if (token !== undefined && !(token.text === "," && token.depth === 1)) {
      part.push(token);
      continue;
    }
    if (part.length === 0) continue;
    const member = memberOf(source, part);
    if (member === undefined) return undefined;
    members.push(member);
    part = [];
  }
  if (new Set(members.map(([name]) => name)).size !== members.length) return undefined;
  return Object.fromEntries(members);
}

function memberOf(source: string, tokens: readonly Token[]): [string, Value] | undefined {
  const [key, colon, ...value] = tokens;
  if (key === undefined) return undefined;
  const name = key.kind === "name" ? key.text : textIn(key.text);
  if (name === undefined) return undefined;
  // The short form: `{ order }`.
  if (colon === undefined) return key.kind === "name" ? [name, { expression: name }] : undefined;
  const [from, to] = [value[0], value.at(-1)];
  if (colon.text !== ":" || from === undefined || to === undefined) return undefined;
  const text = source.slice(from.from, to.to);
  const literal = jsonIn(text);
  return [name, literal === undefined ? { expression: text } : { literal }];
}

function textIn(text: string): string | undefined {
  const value = jsonIn(text);
  return typeof value === "string" ? value : undefined;
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return undefined;
    throw notJson;
  }
}

/** The setting that has these members: fixed when all of them are, else an expression. */
export function valueOfMembers(members: Members): Value {
  const entries = Object.entries(members);
  if (entries.every(([, value]) => "literal" in value)) {
    const literal: JsonObject = Object.fromEntries(
      entries.flatMap(([name, value]) => ("literal" in value ? [[name, value.literal]] : [])),
    );
    return { literal };
  }
  const parts = entries.map(([name, value]) => {
    const text = "literal" in value ? JSON.stringify(value.literal) : value.expression;
    if (text === name && IDENTIFIER.test(name)) return name;
    return `${IDENTIFIER.test(name) ? name : JSON.stringify(name)}: ${text === "" ? "undefined" : text}`;
  });
  return { expression: `{ ${parts.join(", ")} }` };
}
