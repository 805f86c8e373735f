import { SeededRandom } from "../../model/seeded-random.js";
import { statesError } from "./failure.js";
import { digest, HASHES, type HashName, utf8 } from "./hash.js";
import { excerpt } from "./read-path.js";

/** The intrinsic functions of Amazon States Language, with its rules: `States.Format` is `format`. */

const fail = (name: string, message: string): never => {
  throw statesError("States.IntrinsicFailure", `States.${name}: ${message}`);
};
const list = (name: string, value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : fail(name, `${excerpt(value)} is not a list.`);
const text = (name: string, value: unknown): string =>
  typeof value === "string" ? value : fail(name, `${excerpt(value)} is not a text.`);
const numeric = (name: string, value: unknown): number =>
  typeof value === "number" ? value : fail(name, `${excerpt(value)} is not a number.`);
/** Numbers that are not whole are rounded, half up. */
const rounded = (name: string, value: unknown): number => Math.floor(numeric(name, value) + 0.5);

/** `{}` stands for the next argument; `\{`, `\}` and `\'` for themselves. */
export function format(template: unknown, ...values: readonly unknown[]): string {
  let used = 0;
  const made = text("Format", template).replaceAll(/\\([{}'\\])|\{\}/g, (whole, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (used >= values.length) fail("Format", `there are more {} than the ${values.length} values for them.`);
    used += 1;
    return whole === "{}" ? shown(values[used - 1]) : whole;
  });
  if (used < values.length) fail("Format", `there are ${values.length} values for ${used} {}.`);
  return made;
}

/** A value in a text: texts as they are, objects and lists as `{a=1}` and `[1, 2]`. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${shown(member)}`)
    .join(", ")}}`;
}

export function arrayPartition(items: unknown, size: unknown): unknown[][] {
  const given = list("ArrayPartition", items);
  const chunk = rounded("ArrayPartition", size);
  if (chunk < 1) return fail("ArrayPartition", "the size of a part is at least 1.");
  const parts: unknown[][] = [];
  for (let at = 0; at < given.length; at += chunk) parts.push(given.slice(at, at + chunk));
  return parts;
}

export const arrayContains = (items: unknown, value: unknown): boolean => {
  const wanted = canonical(value);
  return list("ArrayContains", items).some((item) => canonical(item) === wanted);
};

const RANGE_MAX = 1_000;

export function arrayRange(first: unknown, last: unknown, step: unknown): number[] {
  const [from, to, by] = [first, last, step].map((value) => rounded("ArrayRange", value)) as [number, number, number];
  if (by === 0) return fail("ArrayRange", "the step is not 0.");
  const range: number[] = [];
  for (let at = from; by > 0 ? at <= to : at >= to; at += by) {
    if (range.length >= RANGE_MAX) return fail("ArrayRange", `the list would have more than ${RANGE_MAX} items.`);
    range.push(at);
  }
  return range;
}

export function arrayGetItem(items: unknown, index: unknown): unknown {
  const given = list("ArrayGetItem", items);
  const at = numeric("ArrayGetItem", index);
  const item = Number.isInteger(at) && at >= 0 ? given[at] : undefined;
  return item === undefined ? fail("ArrayGetItem", `the list of ${given.length} has no item ${at}.`) : item;
}

export const arrayLength = (items: unknown): number => list("ArrayLength", items).length;

export function arrayUnique(items: unknown): unknown[] {
  const seen = new Set<string>();
  return list("ArrayUnique", items).filter((item) => {
    const key = canonical(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.sort().join(",")}}`;
}

const CODED_MAX = 10_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function base64Encode(value: unknown): string {
  const bytes = utf8(short("Base64Encode", value));
  let coded = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const characters = [18, 12, 6, 0].map((shift) => ALPHABET[(group >> shift) & 63] ?? "");
    const missing = at + 3 - bytes.length;
    coded += missing > 0 ? characters.slice(0, 4 - missing).join("") + "=".repeat(missing) : characters.join("");
  }
  return coded;
}

export function base64Decode(value: unknown): string {
  const coded = short("Base64Decode", value);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(coded)) return fail("Base64Decode", "the text is not Base64.");
  let bits = 0;
  let held = 0;
  let escaped = "";
  for (const character of coded.replaceAll("=", "")) {
    bits = (bits << 6) | ALPHABET.indexOf(character);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    escaped += `%${((bits >> held) & 0xff).toString(16).padStart(2, "0")}`;
    bits &= (1 << held) - 1;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return fail("Base64Decode", "the bytes are not a text in UTF-8.");
  }
}

function short(name: string, value: unknown): string {
  const given = text(name, value);
  return given.length > CODED_MAX ? fail(name, `the text has more than ${CODED_MAX} characters.`) : given;
}

export function hash(value: unknown, algorithm: unknown): string {
  const name = text("Hash", algorithm) as HashName;
  if (!HASHES.includes(name)) return fail("Hash", `${excerpt(algorithm)} is none of ${HASHES.join(", ")}.`);
  return digest(name, short("Hash", typeof value === "string" ? value : JSON.stringify(value)));
}

/** The members of both; the second one's win. Only the first level is merged, as in Step Functions. */
export function jsonMerge(first: unknown, second: unknown, deep: unknown): Record<string, unknown> {
  if (deep !== false) return fail("JsonMerge", "the third argument is false: deep merging does not exist.");
  for (const value of [first, second]) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      fail("JsonMerge", `${excerpt(value)} is not an object.`);
  }
  return { ...(first as object), ...(second as object) };
}

export function stringToJson(value: unknown): unknown {
  const given = text("StringToJson", value);
  if (given.trim() === "") return null;
  try {
    const parsed: unknown = JSON.parse(given);
    return Object.is(parsed, -0) ? 0 : parsed;
  } catch {
    return fail("StringToJson", `${excerpt(given)} is not JSON.`);
  }
}

export const jsonToString = (value: unknown): string => JSON.stringify(value) ?? "null";

export const mathAdd = (first: unknown, second: unknown): number =>
  rounded("MathAdd", first) + rounded("MathAdd", second);

/**
 * A whole number from `start` up to but not including `end`, drawn from a seed. A numeric seed gives what Java's
 * generator gives for it, which is what Step Functions is written in; a text is the seed of a moment.
 */
export function mathRandom(start: unknown, end: unknown, seed: unknown): number {
  const [from, to] = [rounded("MathRandom", start), rounded("MathRandom", end)];
  if (to <= from) return fail("MathRandom", "the end is greater than the start.");
  return (
    from + (typeof seed === "number" ? javaBelow(Math.trunc(seed), to - from) : Math.floor(chance(seed) * (to - from)))
  );
}

const JAVA_MASK = (1n << 48n) - 1n;

/** `new java.util.Random(seed).nextInt(bound)`. */
function javaBelow(seed: number, bound: number): number {
  let state = (BigInt(seed) ^ 0x5deece66dn) & JAVA_MASK;
  const bits = (): number => {
    state = (state * 0x5deece66dn + 0xbn) & JAVA_MASK;
    return Number(state >> 17n);
  };
  if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(bits())) >> 31n);
  for (;;) {
    const drawn = bits();
    const value = drawn % bound;
    if (drawn - value + (bound - 1) < 2 ** 31) return value;
  }
}

/** The separator is a set of characters; what is empty between them is left out. */
export function stringSplit(value: unknown, separators: unknown): string[] {
  const given = text("StringSplit", value);
  const set = new Set(text("StringSplit", separators));
  const pieces: string[] = [""];
  for (const character of given) {
    if (set.has(character)) pieces.push("");
    else pieces[pieces.length - 1] += character;
  }
  return pieces.filter((piece) => piece !== "");
}

/** A number from 0 up to but not including 1, always the same for a seed. */
export const chance = (seed: unknown): number => new SeededRandom(jsonToString(seed)).fraction();

/** A UUID of version 4, always the same for a seed. */
export const uuid = (seed: unknown): string => new SeededRandom(jsonToString(seed)).guid();
