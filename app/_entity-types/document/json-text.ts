import type { Json } from "@dacapo/engine/model";
import { isObject } from "@/app/_designer/document/json-schema";
import { readJson } from "@/app/_designer/document/literal-text";

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
  const read = readJson(text);
  return read.ok ? read : { ok: false, message: `${read.message} What counts is what was typed before.` };
}

/** As {@link readJsonText}, for a text that must say an object. */
export function readObjectText(text: string): JsonRead {
  const read = readJsonText(text);
  if (!read.ok || read.value === undefined || isObject(read.value)) return read;
  return { ok: false, message: 'A JSON Schema is an object, such as { "type": "number" }.' };
}
