/** What may be called without being watched: each takes time at most proportional to what it is given. */

export const PURE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...["String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN", "isFinite"],
  ...["encodeURIComponent", "decodeURIComponent"],
]);

export const PURE_NAMESPACES: Readonly<Record<string, ReadonlySet<string>>> = Object.assign(
  Object.create(null) as Record<string, ReadonlySet<string>>,
  {
    Math: new Set(["abs", "ceil", "floor", "max", "min", "round", "sign", "sqrt", "trunc"]),
    Object: new Set(["keys", "values", "entries"]),
    Array: new Set(["isArray"]),
    JSON: new Set(["stringify", "parse"]),
    Number: new Set(["isFinite", "isInteger", "isNaN", "isSafeInteger"]),
    Date: new Set(["parse"]),
  },
);

/** Methods of texts and lists that call back once per item. Not `reduce` and `sort`: what they build may grow with each call. */
export const VISITING_METHODS: ReadonlySet<string> = new Set([
  ...["map", "filter", "find", "findIndex", "findLast", "some", "every"],
]);

/** Methods that read their arguments as a whole, once. */
export const COPYING_METHODS: ReadonlySet<string> = new Set(["concat", "slice", "at", "join", "toFixed"]);

/** Methods that search: only for what stands in the code, since a search for a long text may take long. */
export const LITERAL_METHODS: ReadonlySet<string> = new Set([
  ...["includes", "indexOf", "startsWith", "endsWith", "split", "trim", "toLowerCase", "toUpperCase", "toString"],
]);
