import type { Json, JsonObject } from "../../model/index.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ALLOWED_GLOBALS } from "../expressions/words.js";
import type { Value } from "../graph.js";
import { bracketed, type Doc, named, shorthand, soleName } from "./doc.js";

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** A property name, quoted only where it must be. `__proto__` as a plain key would set the prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return IDENTIFIER.test(name) ? name : text(name);
}

/** A text as a literal. The two line separators that JSON leaves alone end a line in some readers' eyes. */
export function text(value: string): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A program in a language of its own: what has several lines is written in several. */
export function codeText(source: string): Doc {
  const lines = source.replaceAll("\r\n", "\n");
  if (!lines.includes("\n") || lines.includes("\r")) return text(source);
  const escaped = lines.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `\`${escaped.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\``;
}

export function literal(value: Json): Doc {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return bracketed("[", value.map(literal), "]");
  if (value !== null && typeof value === "object") {
    return object(Object.entries(value as JsonObject).map(([key, member]) => [key, literal(member)]));
  }
  return JSON.stringify(value);
}

/** A setting: the literal, or the expression as it was typed. */
export function setting(value: Value): Doc {
  return "literal" in value ? literal(value.literal) : expression(value.expression);
}

/** A number, or an expression that gives one. */
export function countSetting(value: number | { readonly expression: string } | undefined): Doc | undefined {
  if (value === undefined) return undefined;
  return typeof value === "number" ? String(value) : expression(value.expression);
}

/** An expression as it was typed, between the space around it. Its names are known as names. */
export function expression(typed: string): Doc {
  const code = typed.trim().replaceAll(/\r\n?/g, "\n");
  const parsed = parseExpression(code);
  if (!parsed.ok) return code;
  const parts: Doc[] = [];
  let at = 0;
  for (const { name, from, to } of parsed.freeNames) {
    if (name === "input" || ALLOWED_GLOBALS.has(name)) continue;
    parts.push(code.slice(at, from), named(code.slice(from, to)));
    at = to;
  }
  return [...parts, code.slice(at)];
}

/** A node's name as a text: `"stock"`. */
export const nameText = (name: string): Doc => ['"', named(name), '"'];

export function object(members: readonly (readonly [string, Doc])[]): Doc {
  return bracketed(
    "{",
    members.map(([key, value]) => (soleName(value) === key ? shorthand(key) : [`${propertyKey(key)}: `, value])),
    "}",
    " ",
  );
}

/** The members that have a value. */
export function objectOf(members: Readonly<Record<string, Doc | undefined>>): Doc {
  return object(Object.entries(members).filter((member): member is [string, Doc] => member[1] !== undefined));
}
