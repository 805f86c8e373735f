import type { Json, JsonObject } from "../../model/index.js";
import {
  BOOLEAN,
  DYNAMIC,
  list,
  type Member,
  NULL,
  NUMBER,
  object,
  plain,
  type Shape,
  STRING,
  UNDEFINED,
  unionOf,
} from "./shape.js";

/** Schemas within schemas, down to here; below, nothing is known. */
const DEPTH_MAX = 8;
/** More members would make a type that nobody reads and that takes long to check. */
const MEMBERS_MAX = 200;

/**
 * What fits a JSON Schema. What a type cannot say (lengths, patterns) is left open, and a schema that refers to itself is
 * dynamic where it does: a type of its own would need a name that the schema does not have. `root`: the schema that this
 * one is part of, which its references are read in.
 */
export function shapeOfSchema(schema: Json | undefined, root = schema): Shape {
  return schema === undefined ? DYNAMIC : read(schema, { root: root ?? schema, depth: 0, within: [] });
}

interface Place {
  readonly root: Json;
  readonly depth: number;
  /** The references that are being read. */
  readonly within: readonly string[];
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function read(schema: Json, place: Place): Shape {
  if (schema === false) return plain("never");
  if (!isObject(schema) || place.depth > DEPTH_MAX) return DYNAMIC;
  const inner = { ...place, depth: place.depth + 1 };
  const { $ref } = schema;
  if (typeof $ref === "string") {
    if (place.within.includes($ref)) return DYNAMIC;
    return read(referred(place.root, $ref), { ...inner, within: [...place.within, $ref] });
  }
  if (schema.const !== undefined) return shapeOfLiteral(schema.const);
  if (Array.isArray(schema.enum)) return unionOf(schema.enum.slice(0, MEMBERS_MAX).map(shapeOfLiteral));
  for (const key of ["anyOf", "oneOf"] as const) {
    const parts = schema[key];
    if (Array.isArray(parts) && parts.length > 0) return unionOf(parts.map((part: Json) => read(part, inner)));
  }
  const parts = Array.isArray(schema.allOf) ? schema.allOf.map((part: Json) => read(part, inner)) : [];
  const all = [...parts, ownShape(schema, inner)].filter(({ kind }) => kind !== "dynamic");
  const [only] = all;
  if (only === undefined) return DYNAMIC;
  return all.length === 1 ? only : { kind: "intersection", of: all };
}

function ownShape(schema: JsonObject, inner: Place): Shape {
  const { type } = schema;
  const types = Array.isArray(type) ? type : [type ?? impliedType(schema)];
  return unionOf(types.map((one: Json) => shapeOfType(one, schema, inner)));
}

/** A schema that says what properties there are means an object, though JSON Schema would let anything else pass. */
function impliedType(schema: JsonObject): Json {
  if (isObject(schema.properties)) return "object";
  return schema.items === undefined ? "anything" : "array";
}

function shapeOfType(type: Json, schema: JsonObject, inner: Place): Shape {
  switch (type) {
    case "string":
      return STRING;
    case "boolean":
      return BOOLEAN;
    case "number":
    case "integer":
      return NUMBER;
    case "null":
      return NULL;
    case "array": {
      const { prefixItems, items } = schema;
      if (!Array.isArray(prefixItems)) return list(items === undefined ? DYNAMIC : read(items, inner));
      return {
        kind: "tuple",
        items: prefixItems.map((part: Json) => read(part, inner)),
        isOpen: items !== false,
      };
    }
    case "object":
      return objectShape(schema, inner);
    default:
      return DYNAMIC;
  }
}

function objectShape({ properties, required, additionalProperties }: JsonObject, inner: Place): Shape {
  const must = new Set(Array.isArray(required) ? required : []);
  const members = Object.entries(isObject(properties) ? properties : {})
    .slice(0, MEMBERS_MAX)
    .map(([key, part]): Member => ({ key, isOptional: !must.has(key), shape: read(part, inner) }));
  if (members.length > 0) return { kind: "object", members, isOpen: false };
  if (additionalProperties === false) return { kind: "record", value: plain("never") };
  return { kind: "record", value: isObject(additionalProperties) ? read(additionalProperties, inner) : DYNAMIC };
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

/** What this value alone is. */
const shapeOfLiteral = (value: Json): Shape =>
  typeof value === "object" && value !== null ? shapeOfValue(value) : plain(JSON.stringify(value));

/** What things like this value are. Nothing is known of what stands in an empty list or object, or may stand for null. */
export function shapeOfValue(value: Json, depth = 0): Shape {
  if (value === null || depth > DEPTH_MAX) return DYNAMIC;
  if (Array.isArray(value)) {
    const items = value.slice(0, MEMBERS_MAX).map((item: Json) => shapeOfValue(item, depth + 1));
    return list(items.length === 0 ? DYNAMIC : unionOf(items));
  }
  if (typeof value !== "object") return plain(typeof value);
  const members = Object.entries(value as JsonObject).slice(0, MEMBERS_MAX);
  return members.length === 0
    ? { kind: "record", value: DYNAMIC }
    : object(members.map(([key, member]) => [key, member === undefined ? UNDEFINED : shapeOfValue(member, depth + 1)]));
}
