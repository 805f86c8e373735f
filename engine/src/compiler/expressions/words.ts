/**
 * The words an expression may use besides the names of its graph. Each is pure, the same on every
 * machine and in every replay: no clock, no chance, nothing that reaches outside.
 */
export const ALLOWED_GLOBALS: ReadonlySet<string> = new Set([
  "Array",
  "Boolean",
  "Infinity",
  "JSON",
  "Map",
  "Math",
  "NaN",
  "Number",
  "Object",
  "Set",
  "String",
  // The rules of Amazon States Language, which imported workflows read and compare by.
  "asl",
  "decodeURIComponent",
  "encodeURIComponent",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
  "undefined",
]);

/** Members that lead out of the value one has: refused wherever they are written. */
export const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set([
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "__proto__",
  "apply",
  "bind",
  "call",
  "callee",
  "caller",
  "constructor",
  "prototype",
]);

/**
 * Methods that change the list they are called on. A value belongs to every node that reads it, so
 * they may be called only on a list that the expression has just made.
 */
export const MUTATING_METHODS: Readonly<Record<string, string>> = {
  copyWithin: "Make a new list with slice.",
  fill: "Make a new list with map.",
  pop: "Read the last item with at(-1), or leave it out with slice(0, -1).",
  push: "Make a new list: [...items, item].",
  reverse: "Write toReversed, which gives a new list.",
  shift: "Read the first item with at(0), or leave it out with slice(1).",
  sort: "Write toSorted, which gives a new list.",
  splice: "Write toSpliced, which gives a new list.",
  unshift: "Make a new list: [item, ...items].",
};

/** Members of an allowed global that are not allowed, each with the reason. */
export const FORBIDDEN_GLOBAL_MEMBERS: Readonly<Record<string, string>> = {
  "Math.random": "Chance would differ when the run is replayed. Use an activity that makes the number.",
  "Object.assign": "An expression changes nothing. Write { ...a, ...b } to merge two objects.",
  "Object.defineProperty": "An expression changes nothing. Write a new object instead.",
  "Object.setPrototypeOf": "An expression changes nothing. Write a new object instead.",
};

/** Of these words only these members: the others change things, or look behind them. */
export const GLOBAL_MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  Array: new Set(["from", "isArray", "of"]),
  JSON: new Set(["parse", "stringify"]),
  Map: new Set(["groupBy"]),
  Object: new Set(["entries", "fromEntries", "groupBy", "hasOwn", "is", "keys", "values"]),
  Set: new Set([]),
};

/** Functions that make a text, a number or a boolean of their argument: they may be handed on, as in `items.map(Number)`. */
export const PLAIN_FUNCTIONS: ReadonlySet<string> = new Set([
  "Boolean",
  "Number",
  "String",
  "decodeURIComponent",
  "encodeURIComponent",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
]);

/** Methods of texts, numbers and collections that only read: what they are called on may come from anywhere. */
export const READING_METHODS: ReadonlySet<string> = new Set(
  (
    "at charAt charCodeAt codePointAt endsWith entries every filter find findIndex findLast findLastIndex flat get has " +
    "includes indexOf join keys lastIndexOf localeCompare map match matchAll normalize padEnd padStart reduce reduceRight " +
    "repeat replace replaceAll search slice some split startsWith substring toFixed toLowerCase toPrecision toReversed " +
    "toSorted toString toUpperCase trim trimEnd trimStart values"
  ).split(" "),
);

/** Words that JavaScript or the generated code keeps for itself: no node may be called so. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    "arguments async await break case catch class const continue ctx debugger default delete do else enum eval " +
    "export extends false finally for function globalThis if implements import in input instanceof interface let new " +
    "null orchestration package private protected public return static super switch this throw true try typeof " +
    "undefined var void while with yield"
  ).split(" "),
);

/** Whether a node, an item or an input may be read by this name. */
export const isVariable = (name: string): boolean =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && (name === "input" || !RESERVED_WORDS.has(name));
