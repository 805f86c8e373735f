/** A part of a value that JSON cannot carry, or would carry as something else. */
export interface Uncarried {
  /** Where it stands, as code would write it: `items[2].price`. Empty for the value itself. */
  readonly path: string;
  /** What it is, and what to hand over instead: the rest of a sentence that begins with "it is". */
  readonly what: string;
}

/**
 * The first part of a value that does not survive being written as JSON, in the order in which JSON writes it.
 * It walks as `JSON.stringify` does, `toJSON` included, so that it judges what would be written and nothing else.
 */
export function uncarried(root: unknown): Uncarried | undefined {
  const paths = new Map<unknown, string>();
  const holders = new Map<unknown, unknown>();
  let found: Uncarried | undefined;
  const visit = function (this: unknown, key: string, part: unknown): unknown {
    const original = (this as Record<string, unknown>)[key];
    const path = pathOf(paths.get(this), this, key);
    const what = isObject(part) && isWithin(part, this, holders) ? CIRCLE : problemOf(original, part);
    if (what !== undefined) {
      found = { path, what };
      throw FOUND;
    }
    if (isObject(part)) {
      paths.set(part, path);
      holders.set(part, this);
    }
    return part;
  };
  try {
    JSON.stringify(root, visit);
  } catch {
    // What it threw for is in `found`, or is a person's own `toJSON`, which speaks for itself.
  }
  return found;
}

const FOUND = new Error("found");
const CIRCLE = "an object that holds itself; name what it refers to by an id";

function problemOf(original: unknown, part: unknown): string | undefined {
  if (typeof part === "number") return Number.isFinite(part) ? undefined : `${part}; use null, or a text`;
  if (typeof part === "bigint") return "a BigInt; use a text, or a number if it is small";
  const tag = tagOf(original);
  if (tag === "Date" && part === null) return "a Date that is no time; use null";
  if (!isObject(part)) return undefined;
  if (ArrayBuffer.isView(part)) return `a ${tag}; use a text, in base64 say, or the name of a file`;
  // An object of such a kind that has properties of its own is carried as they are.
  return Object.keys(part).length === 0 ? EMPTIED[tagOf(part)] : undefined;
}

/** What JSON would write as `{}`, and what it should be. */
const EMPTIED: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  Map: "a Map; use Object.fromEntries(map), or [...map]",
  Set: "a Set; use [...set]",
  WeakMap: "a WeakMap; nothing can be read from it",
  WeakSet: "a WeakSet; nothing can be read from it",
  RegExp: "a RegExp; use its source, a text",
  Error: "an Error; throw it, or use its message",
  Promise: "a Promise; wait for it",
  ArrayBuffer: "an ArrayBuffer; use a text, in base64 say, or the name of a file",
});

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice("[object ".length, -1);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function isWithin(part: object, holder: unknown, holders: ReadonlyMap<unknown, unknown>): boolean {
  for (let above: unknown = holder; above !== undefined; above = holders.get(above)) if (above === part) return true;
  return false;
}

/** `at` is undefined for the wrapper that JSON.stringify puts around the root. */
function pathOf(at: string | undefined, holder: unknown, key: string): string {
  if (at === undefined) return "";
  if (Array.isArray(holder)) return `${at}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${at}[${JSON.stringify(key)}]`;
  return at === "" ? key : `${at}.${key}`;
}
