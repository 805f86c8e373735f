import type { Json, JsonObject } from "../../model/index.js";

/** Schemas within schemas, down to here; below, anything goes. One that refers to itself ends there. */
const DEPTH_MAX = 8;
/** More members would make a type that nobody reads and that takes long to check. */
const MEMBERS_MAX = 200;

/**
 * The TypeScript type of what fits a JSON Schema. What the type cannot say (lengths, patterns) it leaves open.
 * `root`: the schema that this one is part of, which its references are read in.
 */
export function typeOfSchema(schema: Json | undefined, root = schema): string {
  return schema === undefined ? "any" : read(schema, { root: root ?? schema, depth: 0 });
}

interface Place {
  readonly root: Json;
  readonly depth: number;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function read(schema: Json, place: Place): string {
  if (schema === false) return "never";
  if (!isObject(schema) || place.depth > DEPTH_MAX) return "any";
  const inner = { ...place, depth: place.depth + 1 };
  const { $ref } = schema;
  if (typeof $ref === "string") return read(referred(place.root, $ref), inner);
  if (schema.const !== undefined) return typeOfLiteral(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.slice(0, MEMBERS_MAX).map(typeOfLiteral));
  for (const key of ["anyOf", "oneOf"] as const) {
    const parts = schema[key];
    if (Array.isArray(parts) && parts.length > 0) return union(parts.map((part: Json) => read(part, inner)));
  }
  const all = Array.isArray(schema.allOf) ? schema.allOf.map((part: Json) => `(${read(part, inner)})`) : [];
  const own = ownType(schema, inner);
  if (all.length > 0) return [...all, ...(own === "any" ? [] : [`(${own})`])].join(" & ");
  return own;
}

function ownType(schema: JsonObject, inner: Place): string {
  const { type } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [impliedType(schema)] : [type];
  return union(types.map((one: Json) => typeNamed(one, schema, inner)));
}

/** A schema that says what properties there are means an object, though JSON Schema would let anything else pass. */
function impliedType(schema: JsonObject): Json {
  if (isObject(schema.properties)) return "object";
  return schema.items === undefined ? null : "array";
}

function typeNamed(type: Json, schema: JsonObject, inner: Place): string {
  switch (type) {
    case "string":
    case "boolean":
    case "number":
    case "null":
      return type;
    case "integer":
      return "number";
    case "array":
      return listType(schema, inner);
    case "object":
      return objectType(schema, inner);
    default:
      return "any";
  }
}

function listType(schema: JsonObject, inner: Place): string {
  const { prefixItems, items } = schema;
  if (Array.isArray(prefixItems)) {
    const parts = prefixItems.map((part: Json) => read(part, inner));
    return `[${[...parts, ...(items === false ? [] : ["...any[]"])].join(", ")}]`;
  }
  return `Array<${items === undefined ? "any" : read(items, inner)}>`;
}

function objectType(schema: JsonObject, inner: Place): string {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties).slice(0, MEMBERS_MAX) : [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const members = properties.map(
    ([key, part]) => `${keyText(key)}${required.has(key) ? "" : "?"}: ${read(part, inner)}`,
  );
  const { additionalProperties } = schema;
  if (members.length === 0) {
    return additionalProperties === false
      ? "Record<string, never>"
      : `Record<string, ${isObject(additionalProperties) ? read(additionalProperties, inner) : "any"}>`;
  }
  return `{ ${members.join("; ")} }`;
}

function referred(root: Json, $ref: string): Json {
  let at: Json | undefined = root;
  for (const part of $ref.replace(/^#\/?/, "").split("/")) {
    if (part === "") continue;
    const key = decoded(part);
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at ?? true;
}

function decoded(part: string): string {
  const escaped = part.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(escaped);
  } catch (thrown) {
    if (thrown instanceof URIError) return escaped;
    throw thrown;
  }
}

/** The type that has this value alone. */
function typeOfLiteral(value: Json): string {
  if (typeof value === "object" && value !== null) return typeOfValue(value);
  return JSON.stringify(value);
}

/** The type of things like this value: what a run has really given stands for what no schema says. */
export function typeOfValue(value: Json, depth = 0): string {
  if (value === null || depth > DEPTH_MAX) return "any";
  if (Array.isArray(value)) {
    const items = value.slice(0, 20).map((item) => typeOfValue(item, depth + 1));
    return items.length === 0 ? "Array<any>" : `Array<${union(items)}>`;
  }
  if (typeof value !== "object") return typeof value;
  const members = Object.entries(value)
    .slice(0, MEMBERS_MAX)
    .map(([key, member]) => `${keyText(key)}: ${typeOfValue(member, depth + 1)}`);
  return members.length === 0 ? "Record<string, any>" : `{ ${members.join("; ")} }`;
}

/**
 * The same, of a value that a run has given once: another run may give another. `null` stands for anything, and what only
 * some items of a list have may be missing in each.
 */
export function typeOfSample(value: Json): string {
  return ofSamples([value], 0);
}

/** Items of a list that are looked at: they are alike, more often than not. */
const SAMPLE_ITEMS_MAX = 50;

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

/** A property's name as a type has it: quoted only where it must be. */
export const keyText = (key: string): string => (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : JSON.stringify(key));
