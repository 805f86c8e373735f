import type { Json, JsonObject } from "@dacapo/engine/model";

/** The types that a field of a run's input can be given in a form. `any` is no constraint. */
export const FIELD_TYPES = ["string", "number", "integer", "boolean", "array", "object", "any"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** One property of an object schema, as a form shows it. */
export interface SchemaField {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  /** Keywords that the form has no control for; they are kept as they are. */
  readonly rest: JsonObject;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The properties of an object schema; `undefined` when a list of fields cannot say what the schema says. */
export function fieldsOf(schema: JsonObject | undefined): readonly SchemaField[] | undefined {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schema;
  if (schema.type !== undefined && schema.type !== "object") return undefined;
  if (schema.type === undefined && Object.keys(schema).length > 0 && schema.properties === undefined) return undefined;
  if (!isObject(properties) || !Array.isArray(required)) return undefined;
  const fields: SchemaField[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (property === true) fields.push({ name, type: "any", required: required.includes(name), rest: {} });
    else if (isObject(property)) fields.push(fieldOf(name, property, required.includes(name)));
    else return undefined;
  }
  return fields;
}

function fieldOf(name: string, property: JsonObject, required: boolean): SchemaField {
  const { type, description, default: fallback, enum: choices, ...rest } = property;
  const known = FIELD_TYPES.find((candidate) => candidate === type);
  return {
    name,
    type: known ?? "any",
    required,
    ...(typeof description === "string" && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(Array.isArray(choices) && { enum: choices }),
    rest: known === undefined && type !== undefined ? { ...rest, type } : rest,
  };
}

/** The schema with these fields. Keywords beside `properties` and `required` stay. */
export function withFields(schema: JsonObject | undefined, fields: readonly SchemaField[]): JsonObject {
  const { properties: _properties, required: _required, type: _type, ...rest } = schema ?? {};
  const required = fields.filter((field) => field.required).map((field) => field.name);
  return {
    type: "object",
    ...rest,
    properties: Object.fromEntries(fields.map((field) => [field.name, propertyOf(field)])),
    ...(required.length > 0 && { required }),
  };
}

function propertyOf(field: SchemaField): JsonObject {
  return {
    ...(field.type !== "any" && { type: field.type }),
    ...(field.description !== undefined && field.description !== "" && { description: field.description }),
    ...(field.default !== undefined && { default: field.default }),
    ...(field.enum !== undefined && field.enum.length > 0 && { enum: field.enum }),
    ...field.rest,
  };
}

/** A schema in a few words, as a label shows it: `string`, `number ≥ 0`, `"a" | "b"`. */
export function schemaText(schema: JsonObject | undefined): string {
  if (schema === undefined) return "any";
  if (Array.isArray(schema.enum)) return schema.enum.map((choice) => JSON.stringify(choice)).join(" | ");
  const type = Array.isArray(schema.type)
    ? schema.type.join(" | ")
    : typeof schema.type === "string"
      ? schema.type
      : "any";
  const bounds = [
    typeof schema.minimum === "number" ? ` ≥ ${schema.minimum}` : "",
    typeof schema.exclusiveMinimum === "number" ? ` > ${schema.exclusiveMinimum}` : "",
    typeof schema.maximum === "number" ? ` ≤ ${schema.maximum}` : "",
  ].join("");
  if (type === "array" && isObject(schema.items)) return `${schemaText(schema.items)}[]`;
  return type + bounds;
}
