/**
 * V8 stops a turn that runs too long between two steps of its code, never within a call of one of its own functions:
 * a single `Array(1e9).fill()` would hold the thread for minutes and take the machine's memory, whoever watches. So the
 * calls that make something huge of a small number are bounded before the realm is locked. Where they were in bounds
 * they do what they always did, so that nothing that was recorded replays otherwise.
 */

/** The longest list that one call makes of a number. Ten times of what one forEach goes through. */
export const LIST_ITEMS_MAX = 1_000_000;
/** The longest text that one call makes of a number or takes apart: as long as a payload may be. */
export const TEXT_CHARACTERS_MAX = 16 * 1024 * 1024;

const tooLong = (what: string, length: number, most: number) =>
  new RangeError(`${what} of ${length} is too long for an orchestration: at most ${most}. Let an activity do it.`);

function boundText(name: "repeat" | "padStart" | "padEnd", lengthOf: (text: string, count: number) => number): void {
  const real = String.prototype[name] as (this: string, count: number, fill?: string) => string;
  const bounded = {
    [name](this: string, count: number, ...more: string[]): string {
      const length = lengthOf(`${this}`, Number(count));
      if (length > TEXT_CHARACTERS_MAX) throw tooLong("A text", length, TEXT_CHARACTERS_MAX);
      return Reflect.apply(real, this, [count, ...more]);
    },
  }[name];
  Object.defineProperty(String.prototype, name, { value: bounded, writable: true, configurable: true });
}

boundText("repeat", (text, count) => text.length * count);
boundText("padStart", (_, length) => length);
boundText("padEnd", (_, length) => length);

const split = String.prototype.split as (this: string, ...all: unknown[]) => string[];
const boundedSplit = {
  split(this: string, ...all: unknown[]): string[] {
    const { length } = `${this}`;
    if (length > TEXT_CHARACTERS_MAX) throw tooLong("A text", length, TEXT_CHARACTERS_MAX);
    return Reflect.apply(split, this, all);
  },
}.split;
Object.defineProperty(String.prototype, "split", { value: boundedSplit, writable: true, configurable: true });

const from = Array.from as (...all: unknown[]) => unknown[];

/** What code calls Array: it makes no list of a huge number. The lists' own constructor stays what it is, and as fast. */
export const BoundedArray: unknown = new Proxy(Array, {
  apply: (target, _self, items: unknown[]) => Reflect.construct(target, withinBounds(items)),
  construct: (target, items: unknown[], created) =>
    Reflect.construct(target, withinBounds(items), created === BoundedArray ? target : created),
});

function withinBounds(items: unknown[]): unknown[] {
  const [length] = items;
  if (items.length === 1 && typeof length === "number" && length > LIST_ITEMS_MAX)
    throw tooLong("A list", length, LIST_ITEMS_MAX);
  return items;
}

const boundedFrom = {
  from(source: unknown, ...more: unknown[]): unknown[] {
    // What can be gone through is its own bound: its steps are counted as steps of the code, or it is there already.
    if (typeof source === "object" && source !== null && !(Symbol.iterator in source) && "length" in source) {
      const length = Number(source.length);
      if (length > LIST_ITEMS_MAX) throw tooLong("A list", length, LIST_ITEMS_MAX);
      // A length that is asked again may answer otherwise: what was looked at is what is used.
      return Reflect.apply(from, Array, [{ ...source, length }, ...more]);
    }
    return Reflect.apply(from, Array, [source, ...more]);
  },
}.from;
Object.defineProperty(Array, "from", { value: boundedFrom, writable: true, configurable: true });
