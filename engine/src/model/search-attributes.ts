import type { AttributeValue, SearchAttributes } from "./instance.js";
import { LIMITS } from "./limits.js";
import { utf8Bytes } from "./value.js";

/** What an orchestration changes of its instance's attributes: each name gets the value, or is taken away by `null`. */
export type AttributeChanges = Readonly<Record<string, AttributeValue | null>>;

/**
 * Why these cannot be search attributes, as a sentence that says what to do, or `undefined`: the one rule for whoever
 * sets them. Only changes may say `null`.
 */
export function attributesProblem(given: unknown, are: "attributes" | "changes"): string | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return 'Search attributes are an object of names and values, as { customer: "ann", total: 5 }.';
  }
  for (const [name, value] of Object.entries(given)) {
    if (isAttributeValue(value) || (are === "changes" && value === null)) continue;
    const orNull = are === "changes" ? "; null takes it away" : "";
    return `The attribute "${name}" must be a text, a finite number, true or false, or { timeMs } for a moment${orNull}.`;
  }
  const bytes = utf8Bytes(JSON.stringify(given));
  const max = LIMITS.attributesBytesMax;
  return bytes > max
    ? `The attributes have ${bytes} bytes as JSON; at most ${max} are allowed. They are for finding.`
    : undefined;
}

/** True for what an attribute may be, and what a list may compare one with. */
export function isAttributeValue(value: unknown): value is AttributeValue {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "object" && value !== null && "timeMs" in value && Number.isFinite(value.timeMs);
}

/**
 * The attributes after a change. The same object when nothing is different, so that lists need not move the instance;
 * `undefined` when none is left.
 */
export function changedAttributes(
  before: SearchAttributes | undefined,
  changes: AttributeChanges,
): SearchAttributes | undefined {
  const after = new Map(Object.entries(before ?? {}));
  let isDifferent = false;
  for (const [name, value] of Object.entries(changes)) {
    const had = after.get(name);
    if (value === null) isDifferent = after.delete(name) || isDifferent;
    else if (had === undefined || !isSame(had, value)) {
      after.set(name, value);
      isDifferent = true;
    }
  }
  if (!isDifferent) return before;
  return after.size === 0 ? undefined : Object.fromEntries(after);
}

function isSame(one: AttributeValue, other: AttributeValue): boolean {
  if (typeof one === "object" && typeof other === "object") return one.timeMs === other.timeMs;
  return one === other;
}
