import type { Json, JsonObject } from "./value.js";

/** Where a value does not fit a schema, and how. */
export interface SchemaProblem {
  /** `address.city`, `items.2`; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

/** More would not help who reads them. */
const PROBLEMS_MAX = 20;
/** Schemas that refer to themselves stop here. */
const DEPTH_MAX = 64;

/**
 * What of a value does not fit a JSON Schema (draft 2020-12). The words that describe data in forms and messages are
 * known: types, enum and const, properties, items, lengths and limits, pattern, anyOf, oneOf, allOf, not and references
 * within the schema. A word that is not known asks for nothing. It must give the same in every replay.
 */
export function schemaProblems(schema: Json, value: Json): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const report = (path: string, message: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push({ path, message });
  };
  check({ root: schema, report }, schema, value, "", 0);
  return problems;
}

interface Run {
  readonly root: Json;
  readonly report: (path: string, message: string) => void;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const under = (path: string, key: string | number): string => (path === "" ? `${key}` : `${path}.${key}`);

function check(run: Run, schema: Json, value: Json, path: string, depth: number): void {
  if (schema === false) run.report(path, "nothing is allowed here");
  if (!isObject(schema) || depth > DEPTH_MAX) return;
  const { $ref } = schema;
  if (typeof $ref === "string") check(run, referred(run.root, $ref), value, path, depth + 1);
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
    run.report(path, `must be ${types.join(" or ")}, and is ${typeName(value)}`);
    return;
  }
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => same(each, value))) {
    run.report(path, `must be one of ${schema.enum.map((each) => JSON.stringify(each)).join(", ")}`);
  }
  if (schema.const !== undefined && !same(schema.const, value)) {
    run.report(path, `must be ${JSON.stringify(schema.const)}`);
  }
  if (typeof value === "string") checkText(run, schema, value, path);
  if (typeof value === "number") checkNumber(run, schema, value, path);
  if (Array.isArray(value)) checkList(run, schema, value, path, depth);
  if (isObject(value)) checkObject(run, schema, value, path, depth);
  checkAlternatives(run, schema, value, path, depth);
}

function checkText(run: Run, { minLength, maxLength, pattern }: JsonObject, value: string, path: string): void {
  const length = [...value].length;
  if (typeof minLength === "number" && length < minLength)
    run.report(path, `must have at least ${minLength} characters`);
  if (typeof maxLength === "number" && length > maxLength)
    run.report(path, `must have at most ${maxLength} characters`);
  if (typeof pattern === "string" && !matches(pattern, value)) run.report(path, `must match ${pattern}`);
}

/** A pattern that is none asks for nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function checkNumber(run: Run, schema: JsonObject, value: number, path: string): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === "number" && value < minimum) run.report(path, `must be at least ${minimum}`);
  if (typeof maximum === "number" && value > maximum) run.report(path, `must be at most ${maximum}`);
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    run.report(path, `must be more than ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    run.report(path, `must be less than ${exclusiveMaximum}`);
  if (typeof multipleOf === "number" && multipleOf > 0 && !Number.isInteger(value / multipleOf))
    run.report(path, `must be a multiple of ${multipleOf}`);
}

function checkList(run: Run, schema: JsonObject, value: readonly Json[], path: string, depth: number): void {
  const { minItems, maxItems, uniqueItems, items, prefixItems } = schema;
  if (typeof minItems === "number" && value.length < minItems) run.report(path, `must have at least ${minItems} items`);
  if (typeof maxItems === "number" && value.length > maxItems) run.report(path, `must have at most ${maxItems} items`);
  if (uniqueItems === true && value.some((item, index) => value.slice(0, index).some((other) => same(other, item))))
    run.report(path, "must have no item twice");
  const first = Array.isArray(prefixItems) ? prefixItems : [];
  for (const [index, item] of value.entries()) {
    const schemaOfItem = first[index] ?? items;
    if (schemaOfItem !== undefined) check(run, schemaOfItem, item, under(path, index), depth + 1);
  }
}

function checkObject(run: Run, schema: JsonObject, value: JsonObject, path: string, depth: number): void {
  const { required, additionalProperties, minProperties, maxProperties } = schema;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const keys = Object.keys(value);
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name === "string" && !Object.hasOwn(value, name)) run.report(under(path, name), "is missing");
  }
  if (typeof minProperties === "number" && keys.length < minProperties)
    run.report(path, `must have at least ${minProperties} properties`);
  if (typeof maxProperties === "number" && keys.length > maxProperties)
    run.report(path, `must have at most ${maxProperties} properties`);
  for (const key of keys) {
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === false) run.report(under(path, key), "is not a property of this object");
    else if (known !== undefined) check(run, known, value[key] as Json, under(path, key), depth + 1);
  }
}

function checkAlternatives(run: Run, schema: JsonObject, value: Json, path: string, depth: number): void {
  const fits = (part: Json): boolean => {
    let is = true;
    check({ root: run.root, report: () => (is = false) }, part, value, path, depth + 1);
    return is;
  };
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) check(run, part, value, path, depth + 1);
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some(fits)) run.report(path, "fits none of the alternatives");
  if (Array.isArray(schema.oneOf)) {
    const count = schema.oneOf.filter(fits).length;
    if (count !== 1) run.report(path, `must fit one of the alternatives, and fits ${count}`);
  }
  if (schema.not !== undefined && fits(schema.not)) run.report(path, "is what the schema excludes");
}

/** A reference within the schema, `#/$defs/name`. One that leads nowhere asks for nothing. */
function referred(root: Json, reference: string): Json {
  if (!reference.startsWith("#")) return true;
  let at: Json | undefined = root;
  for (const step of reference.slice(1).split("/").filter(Boolean)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isObject(at) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined;
  }
  return at ?? true;
}

function isOfType(type: Json, value: Json): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key] as Json, b[key] as Json))
  );
}
