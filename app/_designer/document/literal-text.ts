import type { Json, JsonObject } from "@dacapo/engine/model";
import { unreachable } from "@dacapo/engine/model";
import type { FieldType } from "./json-schema";

/** What was typed, as a value; or a sentence that says why it is none. */
export type ReadLiteral =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** Reads typed text as a value of a type. */
export function readLiteral(text: string, type: FieldType): ReadLiteral {
  switch (type) {
    case "string":
      return { ok: true, value: text };
    case "number":
    case "integer": {
      const value = Number(text.trim());
      if (text.trim() === "" || !Number.isFinite(value)) return { ok: false, message: `"${text}" is not a number.` };
      if (type === "integer" && !Number.isInteger(value))
        return { ok: false, message: `${text} is not a whole number.` };
      return { ok: true, value };
    }
    case "boolean":
      if (text === "true" || text === "false") return { ok: true, value: text === "true" };
      return { ok: false, message: `"${text}" is neither true nor false.` };
    case "array":
    case "object":
    case "any": {
      const read = readJson(text);
      if (!read.ok) return read;
      if (type === "array" && !Array.isArray(read.value))
        return { ok: false, message: "This is JSON, but not a list." };
      if (type === "object" && (read.value === null || typeof read.value !== "object" || Array.isArray(read.value)))
        return { ok: false, message: "This is JSON, but not an object." };
      return read;
    }
    default:
      return unreachable(type, "field type");
  }
}

/** A value as the text that one would type for it. The opposite of {@link readLiteral}. */
export function literalText(value: Json | undefined, type: FieldType): string {
  if (value === undefined) return "";
  if (type === "string" && typeof value === "string") return value;
  return JSON.stringify(value, undefined, 2);
}

export function readJson(text: string): ReadLiteral {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
    return { ok: false, message: `This is not JSON yet: ${failure.message}.` };
  }
}

/** Type by schema; without one, by the value that is there. */
export function typeOfSchema(schema: JsonObject | undefined, value: Json | undefined): FieldType {
  const type = schema?.type;
  if (type === "string" || type === "number" || type === "integer" || type === "boolean") return type;
  if (type === "array" || type === "object") return type;
  return typeof value === "string" ? "string" : "any";
}
