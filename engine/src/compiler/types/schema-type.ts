import type { Json, JsonObject } from "../../model/index.js";
import { shapeOfSchema, shapeOfValue } from "../typed/schema-shape.js";
import { flatText, keyText } from "../typed/shape.js";

export { keyText } from "../typed/shape.js";

/**
 * The TypeScript type of what fits a JSON Schema. What the type cannot say (lengths, patterns) it leaves open.
 * `root`: the schema that this one is part of, which its references are read in.
 */
export const typeOfSchema = (schema: Json | undefined, root = schema): string =>
  flatText(shapeOfSchema(schema, root), "any");

/** The type of things like this value: what a run has really given stands for what no schema says. */
export const typeOfValue = (value: Json): string => flatText(shapeOfValue(value), "any");

/**
 * The same, of a value that a run has given once: another run may give another. `null` stands for anything, and what only
 * some items of a list have may be missing in each.
 */
export function typeOfSample(value: Json): string {
  return ofSamples([value], 0);
}

/** Values within values, down to here; below, anything goes. */
const DEPTH_MAX = 8;
/** More members would make a type that nobody reads and that takes long to check. */
const MEMBERS_MAX = 200;
/** Items of a list that are looked at: they are alike, more often than not. */
const SAMPLE_ITEMS_MAX = 50;

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function ofSamples(values: readonly Json[], depth: number): string {
  if (depth > DEPTH_MAX || values.length === 0) return "any";
  const lists = values.filter((value) => Array.isArray(value));
  const objects = values.filter(isObject);
  const others = values.filter((value) => typeof value !== "object" || value === null);
  return union([
    ...others.map((value) => (value === null ? "any" : typeof value)),
    ...(lists.length === 0 ? [] : [`Array<${ofSamples(lists.flat().slice(0, SAMPLE_ITEMS_MAX), depth + 1)}>`]),
    ...(objects.length === 0 ? [] : [ofSampleObjects(objects, depth)]),
  ]);
}

function ofSampleObjects(objects: readonly JsonObject[], depth: number): string {
  const keys = new Set<string>(objects.flatMap((object) => Object.keys(object)));
  if (keys.size === 0 || keys.size > MEMBERS_MAX) return "Record<string, any>";
  const members = [...keys].map((key) => {
    const having = objects.filter((object) => Object.hasOwn(object, key));
    const values = having.map((object) => object[key] as Json);
    return `${keyText(key)}${having.length === objects.length ? "" : "?"}: ${ofSamples(values, depth + 1)}`;
  });
  return `{ ${members.join("; ")} }`;
}

export function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  if (distinct.length === 0) return "never";
  if (distinct.includes("any")) return "any";
  return distinct.length === 1 ? (distinct[0] as string) : distinct.map((type) => `(${type})`).join(" | ");
}
