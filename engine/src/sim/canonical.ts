import { createHash } from "node:crypto";
import { type JsonText, LIMITS } from "../model/index.js";

/** What stands for a large text where it was read from a record that only refers to it. */
export const nameOfLarge = (sha256Hex: string): JsonText => `"large text ${sha256Hex}"` as JsonText;

/**
 * A value as a text that is equal for equal values: keys in order, and large texts by their name, for a
 * record holds no more of them (`storage/payloads.ts`).
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "string") return each.length > LIMITS.inlineCharactersMax ? largeName(each) : each;
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The name that the engine must have given to a text: the SHA-256 of it behind a byte that says how it is written. */
function largeName(text: string): JsonText {
  const bytes = Buffer.concat([Buffer.from([1]), Buffer.from(text)]);
  return nameOfLarge(createHash("sha256").update(bytes).digest("hex"));
}
