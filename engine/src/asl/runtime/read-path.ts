import { JSONPath } from "jsonpath-plus";
import type { Json } from "../../model/index.js";
import { statesError } from "./failure.js";
import { type JsonPath, type PathFunction, type PathStep, parsePath } from "./json-path.js";

const remembered = new Map<string, JsonPath>();
const REMEMBERED_MAX = 2_000;
/** More places than this are not looked for: a path over a large text could find every pair of its parts. */
const FOUND_MAX = 100_000;

function read(text: string): JsonPath {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const path = parsePath(text);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, path);
  return path;
}

/**
 * What a path leads to. A path of names and indexes gives the one value, any other a list of values.
 * Fails with `States.Runtime` when there is nothing, as Step Functions does.
 */
export function get(value: unknown, text: string): unknown {
  const found = find(value, read(text).steps);
  if (found === undefined) {
    throw statesError("States.Runtime", `The JSONPath '${text}' could not be found in ${excerpt(value)}.`);
  }
  return found;
}

/** True when the path leads to something, be it null. */
export const has = (value: unknown, text: string): boolean => {
  const found = find(value, read(text).steps);
  return found !== undefined && !(Array.isArray(found) && found.length === 0 && !isPlain(read(text).steps));
};

const isPlain = (steps: readonly PathStep[]): boolean =>
  steps.every((step) => step.kind === "name" || step.kind === "index");

function find(value: unknown, steps: readonly PathStep[]): unknown {
  let at = value;
  for (const [index, step] of steps.entries()) {
    switch (step.kind) {
      case "name":
        if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, step.name))
          return undefined;
        at = (at as Record<string, unknown>)[step.name];
        break;
      case "index":
        if (!Array.isArray(at)) return undefined;
        at = at.at(step.index);
        break;
      case "function":
        return applyFunction(at, step.name);
      default:
        return at === undefined ? undefined : search(at, steps.slice(index));
    }
    if (at === undefined) return undefined;
  }
  return at;
}

/** Paths that may lead to many places are searched by the library, whose filters run no code. */
function search(value: unknown, steps: readonly PathStep[]): unknown {
  const last = steps.at(-1);
  const counted = last?.kind === "function" ? last : undefined;
  const searched = counted === undefined ? steps : steps.slice(0, -1);
  const found = JSONPath({
    path: ["$", ...searched.map(asLibraryStep)],
    json: value as object,
    eval: "safe",
    wrap: true,
  }) as unknown[];
  if (found.length > FOUND_MAX) {
    throw statesError("States.Runtime", `The JSONPath finds more than ${FOUND_MAX} values. Narrow it.`);
  }
  return counted === undefined ? found : applyFunction(found, counted.name);
}

function asLibraryStep(step: PathStep): string {
  switch (step.kind) {
    case "name":
      return /^[\p{L}\p{N}_-]+$/u.test(step.name) ? step.name : `\`${step.name}`;
    case "index":
      return step.index < 0 ? `${step.index}:` : String(step.index);
    case "names":
      return step.names.join(",");
    case "indexes":
      return step.indexes.join(",");
    case "slice":
      return step.text;
    case "wildcard":
      return "*";
    case "descent":
      return "..";
    case "filter":
      return `?(${strict(step.condition)})`;
    case "function":
      return step.name;
  }
}

/** Values of different kinds are never equal in a path; in JavaScript `==` would say so of 0 and "0". */
const strict = (condition: string): string =>
  condition
    .split(/('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/(?<![=!<>])([=!]=)(?!=)/g, "$1=")))
    .join("");

function applyFunction(value: unknown, name: PathFunction): unknown {
  if (name === "keys") return isObject(value) ? Object.keys(value) : undefined;
  if (name === "length" || name === "size") {
    if (typeof value === "string" || Array.isArray(value)) return value.length;
    return isObject(value) ? Object.keys(value).length : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const numbers = value.filter((item): item is number => typeof item === "number");
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, item) => total + item, 0);
  switch (name) {
    case "min":
      return numbers.reduce((least, item) => Math.min(least, item));
    case "max":
      return numbers.reduce((most, item) => Math.max(most, item));
    case "sum":
      return sum;
    case "avg":
      return sum / numbers.length;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The value with something put at a place in it, or with members of these names; objects on the way are made where
 * there are none. A new value: the given one stays as it is. Fails with `States.ResultPathMatchFailure` where the place
 * is inside a text, a number or a list.
 */
export function put(value: unknown, place: string | Readonly<Record<string, unknown>>, placed?: unknown): unknown {
  if (typeof place === "string") return placeAt(value, read(place).steps, placed, place);
  return Object.entries(place).reduce(
    (at, [name, member]) => placeAt(at, [{ kind: "name", name }], member, `$.${name}`),
    value,
  );
}

function placeAt(value: unknown, steps: readonly PathStep[], placed: unknown, text: string): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return placed;
  if (step.kind === "name" && (isObject(value) || value === undefined)) {
    const base = value ?? {};
    const inner = Object.hasOwn(base, step.name) ? (base as Record<string, unknown>)[step.name] : undefined;
    return { ...base, [step.name]: placeAt(rest.length > 0 && inner === null ? undefined : inner, rest, placed, text) };
  }
  if (step.kind === "index" && Array.isArray(value) && step.index >= 0 && step.index < value.length) {
    return value.map((item: Json, index) => (index === step.index ? placeAt(item, rest, placed, text) : item));
  }
  throw statesError(
    "States.ResultPathMatchFailure",
    `Unable to apply the ResultPath '${text}': ${excerpt(value)} has no such place.`,
  );
}

/** The beginning of a value, as text, for messages. */
export function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
