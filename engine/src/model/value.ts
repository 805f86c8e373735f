import { type Uncarried, uncarried } from "./uncarried.js";

/** A JSON value: what inputs, outputs and messages are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. A key may be absent; it is never `undefined` once encoded. */
export interface JsonObject {
  readonly [key: string]: Json;
}

declare const jsonText: unique symbol;
/**
 * JSON as text. A payload is encoded once, where it is made, and travels as this text through log,
 * history and network; it is decoded only where a person's code reads it. A live value and a
 * replayed one are then the same by construction.
 */
export type JsonText = string & { readonly [jsonText]: true };

/** `undefined` as stored: the absence of a value, which reads back as `undefined`. */
export const NOTHING = "" as JsonText;

/**
 * Encodes what a person's code hands over, called `what`: an input, a result, a state. JSON carries plain data; what
 * else there is becomes something that is said in the table of the README, or is refused by an error of the code `ValueNotCarried`
 * with its path. Nothing is changed in silence that somebody might miss.
 */
export function encodeCarried(value: unknown, what: string): JsonText {
  if (value === null) return NULL;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    const problem = uncarried(value);
    throw problem === undefined ? error : notCarried(what, problem);
  }
  if (text === undefined) return NOTHING;
  // To look at each part costs several times what writing it does, and all that is lost leaves one of these traces.
  if (text.includes("null") || text.includes("{}") || text.includes('{"0":')) {
    const problem = uncarried(value);
    if (problem !== undefined) throw notCarried(what, problem);
  }
  return text as JsonText;
}

const refusals = new WeakSet<object>();

/** True for the error of {@link encodeCarried} about a value that holds something that JSON cannot carry. */
export function isNotCarried(thrown: unknown): thrown is TypeError {
  return typeof thrown === "object" && thrown !== null && refusals.has(thrown);
}

/**
 * A plain TypeError with properties, not a class: published code catches it, and a class would lead from it to what
 * all code of the realm shares.
 */
function notCarried(what: string, { path, what: is }: Uncarried): TypeError {
  const error = new TypeError(`${what} cannot be carried as JSON: ${path === "" ? "it" : path} is ${is}.`);
  refusals.add(error);
  // A repeat cannot help.
  return Object.assign(error, { code: "ValueNotCarried", details: { path }, nonRetriable: true });
}

const NULL = "null" as JsonText;

/** Encodes the engine's own data. `undefined` and functions become {@link NOTHING}. For a person's see {@link encodeCarried}. */
export function encodeJson(value: unknown): JsonText {
  const text: string | undefined = JSON.stringify(value);
  return (text ?? NOTHING) as JsonText;
}

/** Decodes stored text; the opposite of {@link encodeJson}. Throws SyntaxError on text that is not JSON. */
export function decodeJson(text: JsonText): Json | undefined {
  return text === NOTHING ? undefined : (JSON.parse(text) as Json);
}

/**
 * The one text of a value: keys sorted, no spaces. Two values are equal exactly when their canonical
 * texts are. Used where bytes must not depend on the order in which something was typed.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const object = value as JsonObject;
    const members = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The length of a text in UTF-8, in bytes; a lone surrogate counts as the three bytes that replace it. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
