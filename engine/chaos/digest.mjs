import { createHash } from "node:crypto";

/**
 * The one text of a value: keys in order, nothing in between. An answer may come with its keys in
 * another order after it was stored and read; its values may not differ by a byte.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function canonicalText(value) {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/**
 * Two values have one digest exactly when they have one canonical text.
 *
 * @param {unknown} value
 */
export const digestOf = (value) => createHash("sha256").update(canonicalText(value)).digest("hex");
