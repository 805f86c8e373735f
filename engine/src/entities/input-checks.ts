import type { Json, JsonObject } from "../model/index.js";
import { EntityRefusal } from "./refusal.js";

/** The longest text that names whoever holds something; what is kept of it stays small. */
const NAME_CHARACTERS_MAX = 500;
/** A year: what is to last longer has no limit. */
export const SPAN_MS_MAX = 366 * 24 * 60 * 60 * 1000;

/** What an operation was given is an object with these members at most; no input is an empty one. */
export function members(input: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  const given = input ?? {};
  if (!isObject(given)) {
    throw new EntityRefusal("InvalidInput", `The input is an object with ${known.join(", ")}; it was ${shown(input)}.`);
  }
  const strange = Object.keys(given).find((name) => !known.includes(name));
  if (strange === undefined) return given;
  throw new EntityRefusal(
    "InvalidInput",
    `The input has a member "${strange}", which means nothing here. Known are ${known.join(", ")}.`,
  );
}

export function nameIn(value: unknown, what: string): string {
  if (typeof value === "string" && value !== "" && value.length <= NAME_CHARACTERS_MAX) return value;
  throw new EntityRefusal(
    "InvalidInput",
    `${what} is a text of 1 to ${NAME_CHARACTERS_MAX} characters; it was ${shown(value)}.`,
  );
}

/** A whole number from `min` to `max`. */
export function wholeIn(value: unknown, what: string, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw new EntityRefusal("InvalidInput", `${what} is a whole number from ${min} to ${max}; it was ${shown(value)}.`);
}

export function numberIn(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new EntityRefusal("InvalidInput", `${what} is a number; it was given ${shown(value)}.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a failure shows it. Inputs may be large, failures are small. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value as Json) ?? "nothing";
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
