import * as z from "zod";
import type { Json, JsonObject } from "../../model/index.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Check } from "./context.js";
import type { Finding } from "./finding.js";

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function objectAt(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return isObject(value) ? value : {};
}

/** What is wrong with a fixed value, as words; `undefined` if it fits, or if the schema is beyond us. */
export function literalProblem(schema: Json, literal: Json): string | undefined {
  const reader = readerOf(schema);
  if (reader === undefined) return undefined;
  const parsed = reader.safeParse(literal);
  if (parsed.success) return undefined;
  return parsed.error.issues
    .map((issue) => [issue.path.join("."), lowerFirst(issue.message)].filter(Boolean).join(": "))
    .join("; ");
}

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const readers = new WeakMap<JsonObject, { readonly reader: z.ZodType | undefined }>();

function readerOf(schema: Json): z.ZodType | undefined {
  if (!isObject(schema)) return undefined;
  const known = readers.get(schema) ?? { reader: readerFrom(schema) };
  readers.set(schema, known);
  return known.reader;
}

/** Nothing for a schema with keywords that the reader does not know: the engine then says at run time what does not fit. */
function readerFrom(schema: JsonObject): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (thrown) {
    if (thrown instanceof Error) return undefined;
    throw thrown;
  }
}

/** As {@link literalProblem}, where what does not fit must not pass: a member that is needed may be one of which nothing else is said. */
export const valueProblem = (schema: JsonObject, value: Json): string | undefined =>
  literalProblem(schema, value) ?? missingMember(schema, value, "");

/** The reader lets a missing member pass that `properties` does not name, or allows to be anything. */
function missingMember(schema: Json | undefined, value: Json | undefined, path: string): string | undefined {
  if (!isObject(schema)) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      const problem = missingMember(schema.items, item, `${path}${index}.`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const needed = Array.isArray(schema.required) ? (schema.required as readonly Json[]) : [];
  const missing = needed.find((name) => typeof name === "string" && !Object.hasOwn(value, name));
  if (missing !== undefined) return `${path}${String(missing)}: it is missing`;
  for (const [name, part] of Object.entries(objectAt(schema, "properties"))) {
    const problem = missingMember(part, value[name], `${path}${name}.`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * Why a schema cannot be held against values, `undefined` if it can. Where a run goes on by what a schema says, one that
 * nobody can read must be refused before.
 */
export function unreadableSchema(schema: JsonObject): string | undefined {
  try {
    z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Error) return lowerFirst(thrown.message);
    throw thrown;
  }
}

const TYPES: ReadonlySet<string> = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);

/** The run's input schema says what it can mean; a form and a check are made from it. */
export const checkInputSchema: Check = ({ graph }): readonly Diagnostic[] => {
  const schema = graph.inputSchema;
  if (schema === undefined) return [];
  const start = graph.nodes.find((node) => node.type === "start");
  const problem = schemaProblem(schema, "");
  if (problem === undefined) return [];
  return [
    {
      severity: "error",
      code: "input-schema-invalid",
      field: "inputSchema",
      message: `The input schema is not a JSON Schema: ${problem}. Correct it in the start node.`,
      ...(start !== undefined && { nodeId: start.id }),
    },
  ];
};

/** What keeps a setting from being a JSON Schema. */
export function schemaFindings(field: string, what: string, schema: JsonObject | undefined): Finding[] {
  const problem = schema === undefined ? undefined : schemaProblem(schema, "");
  if (problem === undefined) return [];
  return [{ code: "schema-invalid", field, message: `${what} is not a JSON Schema: ${problem}. Correct it.` }];
}

/** The first thing that no JSON Schema may say. Keywords we do not know are nobody's mistake. */
function schemaProblem(schema: Json, path: string): string | undefined {
  const here = path === "" ? "it" : path;
  if (typeof schema === "boolean") return undefined;
  if (!isObject(schema)) return `${here} must be an object`;
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const wrong = types.find((type) => typeof type !== "string" || !TYPES.has(type));
  if (wrong !== undefined) return `${here} has the type ${JSON.stringify(wrong)}, which does not exist`;
  for (const [keyword, fits] of KEYWORDS) {
    const value = schema[keyword];
    const expected = value === undefined ? undefined : fits(value);
    if (expected !== undefined) return `"${keyword}" of ${here} must be ${expected}`;
  }
  for (const [name, part] of partsOf(schema)) {
    const problem = schemaProblem(part, path === "" ? name : `${path}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const isText = (value: Json): boolean => typeof value === "string";
const aNumber = (value: Json) => (typeof value === "number" ? undefined : "a number");
const aCount = (value: Json) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? undefined : "a whole number, 0 or more";
const anObject = (value: Json) => (isObject(value) ? undefined : "an object");
const aList = (value: Json) => (Array.isArray(value) && value.length > 0 ? undefined : "a list that is not empty");

/** Says what a keyword's value would have to be, when it is not. */
const KEYWORDS: readonly (readonly [string, (value: Json) => string | undefined])[] = [
  ["required", (value) => (Array.isArray(value) && value.every(isText) ? undefined : "a list of property names")],
  ["properties", anObject],
  ["enum", (value) => (Array.isArray(value) ? undefined : "a list")],
  ["pattern", (value) => (typeof value === "string" && isPattern(value) ? undefined : "a regular expression")],
  ["format", (value) => (isText(value) ? undefined : "a text")],
  [
    "$ref",
    (value) => (typeof value === "string" && value.startsWith("#") ? undefined : "a reference within the schema"),
  ],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((keyword) => [keyword, aNumber] as const),
  ...["minLength", "maxLength", "minItems", "maxItems"].map((keyword) => [keyword, aCount] as const),
  ...["anyOf", "oneOf", "allOf"].map((keyword) => [keyword, aList] as const),
];

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

/** The schemas within a schema, each with the words that lead to it. */
function partsOf(schema: JsonObject): readonly (readonly [string, Json])[] {
  const single = (["items", "additionalProperties", "not"] as const).flatMap((key) => {
    const part = schema[key];
    return part === undefined || Array.isArray(part) ? [] : [[key, part] as const];
  });
  const listed = (["anyOf", "oneOf", "allOf"] as const).flatMap((key) => {
    const parts = schema[key];
    return Array.isArray(parts) ? parts.map((part: Json, index) => [`${key}.${index}`, part] as const) : [];
  });
  return [...Object.entries(objectAt(schema, "properties")), ...single, ...listed];
}
