import type { Value } from "../../compiler/graph.js";
import type { Json, JsonObject } from "../../model/index.js";
import { isReference, type PathStep, printSteps } from "../runtime/json-path.js";

/**
 * What is known, at import, of a piece of data: the expression that reads it, and as much of its shape as can be
 * seen in the definition. A path is followed through it as far as that goes; only the rest of the way is left to the run.
 */
export type Symbolic =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Symbolic])[] }
  | { readonly kind: "list"; readonly items: readonly Symbolic[] }
  /** Read from a name of the graph, or computed; `shape` is what it is known to be. */
  | { readonly kind: "read"; readonly read: Read; readonly shape?: Symbolic }
  | { readonly kind: "put"; readonly base: Symbolic; readonly steps: readonly PathStep[]; readonly value: Symbolic }
  /** One of several, by the way that led here; the last one when no test holds. */
  | { readonly kind: "either"; readonly options: readonly EitherOption[] };

export interface EitherOption {
  /** An expression that holds when the run came this way. */
  readonly test: string;
  readonly value: Symbolic;
}

export type Read =
  /** `order.items[0]`: a name, and members that are certainly there. */
  | { readonly kind: "name"; readonly name: string; readonly members: readonly (string | number)[] }
  /** A path that may lead nowhere: then it fails as in Step Functions. */
  | { readonly kind: "path"; readonly base: Symbolic; readonly steps: readonly PathStep[] }
  /** Any other expression. `isSafe`: it fails in no run. */
  | { readonly kind: "computed"; readonly print: (around: Around) => string; readonly isSafe: boolean };

/** What an expression is written for: there, these names have certainly a value. */
export interface Around {
  readonly certain: ReadonlySet<string>;
}

export const literal = (value: Json): Symbolic => ({ kind: "literal", value });
export const named = (name: string, shape?: Symbolic, members: readonly (string | number)[] = []): Symbolic => ({
  kind: "read",
  read: { kind: "name", name, members },
  ...(shape !== undefined && { shape }),
});
export const computed = (print: (around: Around) => string, isSafe = false, shape?: Symbolic): Symbolic => ({
  kind: "read",
  read: { kind: "computed", print, isSafe },
  ...(shape !== undefined && { shape }),
});

/** The data at the end of a path. Always an expression that fails where there is nothing. */
export function follow(data: Symbolic, steps: readonly PathStep[]): Symbolic {
  const [step, ...rest] = steps;
  if (step === undefined) return data;
  // What was put at just this place.
  if (data.kind === "put" && data.steps.every((each, index) => isSame(each, steps[index])))
    return follow(data.value, steps.slice(data.steps.length));
  const inner = step.kind === "name" || step.kind === "index" ? member(data, step) : undefined;
  return inner === undefined ? pathInto(data, steps) : follow(inner, rest);
}

function pathInto(data: Symbolic, steps: readonly PathStep[]): Symbolic {
  if (data.kind === "read" && data.read.kind === "path" && data.shape === undefined && isReference(data.read.steps)) {
    return { kind: "read", read: { ...data.read, steps: [...data.read.steps, ...steps] } };
  }
  return { kind: "read", read: { kind: "path", base: data, steps } };
}

/** A member that is certainly there; undefined when that cannot be told. */
function member(data: Symbolic, step: Extract<PathStep, { kind: "name" | "index" }>): Symbolic | undefined {
  switch (data.kind) {
    case "literal":
      return literalMember(data.value, step);
    case "object":
      return step.kind === "name" ? data.members.find(([name]) => name === step.name)?.[1] : undefined;
    case "list":
      return step.kind === "index" ? data.items.at(step.index) : undefined;
    case "read": {
      if (data.shape === undefined) return undefined;
      const inner = member(data.shape, step);
      // What is computed is known by its parts, each with an expression of its own.
      if (inner === undefined || data.read.kind === "computed") return inner;
      if (data.read.kind !== "name" || !hasMember(data.shape, step)) return undefined;
      const key = step.kind === "name" ? step.name : step.index;
      if (typeof key === "number" && key < 0) return undefined;
      if (typeof key === "string" && FORBIDDEN.has(key)) return undefined;
      return named(data.read.name, shapeOf(inner), [...data.read.members, key]);
    }
    case "put": {
      const [first, ...rest] = data.steps;
      if (first === undefined) return undefined;
      if (!sameStep(first, step)) {
        // Beside what was put in, the base is as it was: the path goes into it, wherever it leads.
        const isBeside = first.kind === "name" && step.kind === "name";
        return isBeside ? (member(data.base, step) ?? pathInto(data.base, [step])) : undefined;
      }
      if (rest.length === 0) return data.value;
      // Where the base has no such member, putting makes one: that is left to the run.
      const inner = hasMember(data.base, step) ? member(data.base, step) : undefined;
      return inner === undefined ? undefined : { kind: "put", base: inner, steps: rest, value: data.value };
    }
    case "either": {
      const options = data.options.map(({ test, value }) => ({ test, value: member(value, step) }));
      return options.every((option): option is EitherOption => option.value !== undefined)
        ? either(options)
        : undefined;
    }
  }
}

/** True when the value has the member in every run. */
function hasMember(data: Symbolic, step: Extract<PathStep, { kind: "name" | "index" }>): boolean {
  switch (data.kind) {
    case "literal":
      return literalMember(data.value, step) !== undefined;
    case "object":
      return step.kind === "name" && data.members.some(([name]) => name === step.name);
    case "list":
      return step.kind === "index" && data.items.at(step.index) !== undefined;
    case "read":
      return data.shape !== undefined && hasMember(data.shape, step);
    case "put": {
      const [first] = data.steps;
      return (first !== undefined && sameStep(first, step)) || hasMember(data.base, step);
    }
    case "either":
      return data.options.every(({ value }) => hasMember(value, step));
  }
}

const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "callee", "caller"]);

function literalMember(value: Json, step: PathStep): Symbolic | undefined {
  if (step.kind === "index") {
    const item = Array.isArray(value) ? (value as readonly Json[]).at(step.index) : undefined;
    return item === undefined ? undefined : literal(item);
  }
  if (step.kind !== "name" || typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step.name) ? literal((value as JsonObject)[step.name] as Json) : undefined;
}

const isSame = (a: PathStep, b: PathStep | undefined): boolean => b !== undefined && sameStep(a, b);
const sameStep = (a: PathStep, b: PathStep): boolean =>
  (a.kind === "name" && b.kind === "name" && a.name === b.name) ||
  (a.kind === "index" && b.kind === "index" && a.index === b.index);

/** What is known of data without where it is read. */
export const shapeOf = (data: Symbolic): Symbolic | undefined => (data.kind === "read" ? data.shape : data);

/** The data with a value put at a place in it. */
export function putAt(base: Symbolic, steps: readonly PathStep[], value: Symbolic): Symbolic {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const known = base.kind === "read" ? undefined : objectMembers(base);
  if (step.kind === "name" && known !== undefined) {
    const inner = known.find(([name]) => name === step.name)?.[1];
    const placed = putAt(inner ?? literal({}), rest, value);
    return { kind: "object", members: [...known.filter(([name]) => name !== step.name), [step.name, placed]] };
  }
  return { kind: "put", base, steps, value };
}

function objectMembers(data: Symbolic): readonly (readonly [string, Symbolic])[] | undefined {
  if (data.kind === "object") return data.members;
  if (data.kind !== "literal" || typeof data.value !== "object" || data.value === null || Array.isArray(data.value))
    return undefined;
  return Object.entries(data.value as JsonObject).map(([name, value]) => [name, literal(value)]);
}

export function isKnownObject(data: Symbolic): boolean {
  switch (data.kind) {
    case "object":
      return true;
    case "literal":
      return objectMembers(data) !== undefined;
    case "read":
      return data.shape !== undefined && isKnownObject(data.shape);
    case "put":
      return data.steps[0]?.kind === "name" && isKnownObject(data.base);
    case "list":
      return false;
    case "either":
      return data.options.every(({ value }) => isKnownObject(value));
  }
}

export function isKnownList(data: Symbolic): boolean {
  switch (data.kind) {
    case "list":
      return true;
    case "literal":
      return Array.isArray(data.value);
    case "read":
      return data.shape !== undefined && isKnownList(data.shape);
    case "either":
      return data.options.every(({ value }) => isKnownList(value));
    case "object":
    case "put":
      return false;
  }
}

/** True when reading it fails in no run. */
export function isSafe(data: Symbolic): boolean {
  switch (data.kind) {
    case "literal":
      return true;
    case "object":
      return data.members.every(([, value]) => isSafe(value));
    case "list":
      return data.items.every(isSafe);
    case "read":
      return data.read.kind === "name" || (data.read.kind === "computed" && data.read.isSafe);
    case "put":
      return data.steps.length === 1 && isKnownObject(data.base) && isSafe(data.base) && isSafe(data.value);
    case "either":
      return data.options.every(({ value }) => isSafe(value));
  }
}

/** One of several values; those that are the same are one. */
export function either(options: readonly EitherOption[]): Symbolic {
  const everything: Around = { certain: EVERY_NAME };
  const grouped = new Map<string, { readonly tests: string[]; readonly value: Symbolic }>();
  for (const { test, value } of options) {
    const text = print(value, everything);
    const group = grouped.get(text);
    if (group === undefined) grouped.set(text, { tests: [test], value });
    else group.tests.push(test);
  }
  const groups = [...grouped.values()];
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return only.value;
  return { kind: "either", options: groups.map(({ tests, value }) => ({ test: anyOf(tests), value })) };
}

const EVERY_NAME: ReadonlySet<string> = { has: () => true } as unknown as ReadonlySet<string>;

export const anyOf = (tests: readonly string[]): string => {
  const distinct = [...new Set(tests)];
  return distinct.length === 1
    ? (distinct[0] ?? "true")
    : distinct.map((test) => (test.includes("&&") ? `(${test})` : test)).join(" || ");
};

/** A value as a node's setting: fixed where it can be, else an expression. */
export const setting = (data: Symbolic, around: Around): Value =>
  data.kind === "literal" ? { literal: data.value } : { expression: print(data, around) };

/** A value as a JavaScript expression that an argument or a member may be. */
export function print(data: Symbolic, around: Around): string {
  switch (data.kind) {
    case "literal":
      return printJson(data.value);
    case "object":
      return printObject(data.members.map(([name, value]) => [name, print(value, around)]));
    case "list":
      return `[${data.items.map((item) => print(item, around)).join(", ")}]`;
    case "read":
      return printRead(data.read, around);
    case "put":
      return printPut(data, around);
    case "either":
      return printEither(data.options, around);
  }
}

/** The same, in parentheses where an operator beside it would take it apart. */
export function printOperand(data: Symbolic, around: Around): string {
  const text = print(data, around);
  return data.kind === "either" || text.startsWith("{") ? `(${text})` : text;
}

function printRead(read: Read, around: Around): string {
  if (read.kind === "computed") return read.print(around);
  if (read.kind === "path") return `asl.get(${print(read.base, around)}, ${quoted(`$${printSteps(read.steps)}`)})`;
  const isCertain = around.certain.has(read.name);
  return read.name + read.members.map((key, index) => printMember(key, index === 0 && !isCertain)).join("");
}

function printMember(key: string | number, isOptional: boolean): string {
  if (typeof key === "number") return `${isOptional ? "?." : ""}[${key}]`;
  if (IDENTIFIER.test(key)) return `${isOptional ? "?." : "."}${key}`;
  return `${isOptional ? "?." : ""}[${quoted(key)}]`;
}

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Members that were put in one after the other are put in together. */
function printPut(data: Extract<Symbolic, { kind: "put" }>, around: Around): string {
  const { base, members } = membersPut(data);
  if (members.length === 0) {
    return `asl.put(${print(data.base, around)}, ${quoted(`$${printSteps(data.steps)}`)}, ${print(data.value, around)})`;
  }
  const texts = members.map(([name, value]) => [name, print(value, around)] as const);
  if (!isKnownObject(base)) return `asl.put(${print(base, around)}, ${printObject(texts)})`;
  const inner = printObject(texts);
  return `{ ...${printOperand(base, around)}, ${inner.slice(2)}`;
}

function membersPut(data: Symbolic): {
  readonly base: Symbolic;
  readonly members: readonly (readonly [string, Symbolic])[];
} {
  const none = { base: data, members: [] };
  if (data.kind !== "put" || data.steps.length !== 1) return none;
  const [step] = data.steps;
  if (step?.kind !== "name" || FORBIDDEN.has(step.name)) return none;
  const { base, members } = membersPut(data.base);
  return { base, members: [...members.filter(([name]) => name !== step.name), [step.name, data.value]] };
}

/** `a ?? b ?? null` where the values are nodes of which exactly one has run; else by tests. */
function printEither(options: readonly EitherOption[], around: Around): string {
  const last = options.length - 1;
  const isPlain = options.every(
    ({ test, value }) =>
      value.kind === "read" &&
      value.read.kind === "name" &&
      !around.certain.has(value.read.name) &&
      test === `${value.read.name} !== undefined`,
  );
  const texts = options.map(({ value }) => print(value, around));
  if (isPlain) return `${texts.join(" ?? ")} ?? null`;
  return options
    .map(({ test, value }, index) =>
      index === last ? print(value, around) : `${test} ? ${printBranch(value, around)} : `,
    )
    .join("");
}

const printBranch = (value: Symbolic, around: Around): string => {
  const text = print(value, around);
  return value.kind === "either" ? `(${text})` : text;
};

const printKey = (name: string): string => (IDENTIFIER.test(name) ? name : quoted(name));
const printObject = (members: readonly (readonly [string, string])[]): string =>
  members.length === 0
    ? "{}"
    : `{ ${members.map(([name, text]) => (name === text ? name : `${printKey(name)}: ${text}`)).join(", ")} }`;

/** JSON as an expression. */
export function printJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printJson).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return printObject(Object.entries(value as JsonObject).map(([name, member]) => [name, printJson(member)]));
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

/** A text as a literal; separators that end a line in some readers' eyes are written as escapes. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
