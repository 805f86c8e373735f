import type { Json } from "@dacapo/engine/model";

export type JsonRead =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly message: string };

/** A value as one types it: small ones on a line, others on several. */
export function jsonText(value: Json | undefined): string {
  if (value === undefined) return "";
  const short = JSON.stringify(value);
  return short.length <= 40 ? short : JSON.stringify(value, null, 2);
}

/** What a text says; nothing for an empty one. */
export function readJsonText(text: string): JsonRead {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return { ok: false, message: `This is not JSON yet: ${thrown.message}. What counts is what was typed before.` };
  }
}

/** As {@link readJsonText}, for a text that must say an object. */
export function readObjectText(text: string): JsonRead {
  const read = readJsonText(text);
  if (!read.ok || read.value === undefined) return read;
  if (typeof read.value === "object" && read.value !== null && !Array.isArray(read.value)) return read;
  return { ok: false, message: 'A JSON Schema is an object, such as { "type": "number" }.' };
}
