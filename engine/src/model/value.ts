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

/** Encodes a value. `undefined` and functions become {@link NOTHING}. */
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
