/** A JSON value as this folder sees it: it knows nothing of the model's types. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonKind = "null" | "boolean" | "number" | "string" | "array" | "object";

export function jsonKind(value: JsonValue): JsonKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "boolean" | "number" | "string" | "object";
}

/** The members of an array or object, in order; none of anything else. Costs nothing until called. */
export function membersOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item, index) => [String(index), item] as const);
  return Object.entries(value);
}

const PREVIEW_CHARS = 60;

/** One line about a value: all of it when short, else its beginning or its size. Never walks deeper than one level. */
export function summarize(value: JsonValue): string {
  switch (jsonKind(value)) {
    case "array":
      return countOf((value as readonly JsonValue[]).length, "item", "[", "]");
    case "object":
      return countOf(Object.keys(value as object).length, "key", "{", "}");
    case "string": {
      const text = value as string;
      return JSON.stringify(text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS)}…` : text);
    }
    default:
      return String(value);
  }
}

function countOf(count: number, noun: string, open: string, close: string): string {
  if (count === 0) return `${open}${close}`;
  return `${open} ${count} ${noun}${count === 1 ? "" : "s"} ${close}`;
}
