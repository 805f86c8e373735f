import * as z from "zod";
import type { ActivityInfo } from "../compiler/catalog.js";
import { type Json, type JsonObject, schemaProblems } from "../model/index.js";
import { type Activity, type ActivityContext, ActivityShapeError, isPromise } from "./define.js";

/** A definition of an activity cannot be used. The message says which part, and what it should be. */
export class InvalidActivity extends Error {
  override readonly name = "InvalidActivity";
}

/** A schema of any library that follows Standard Schema (zod, valibot, arktype), whichever copy of it made it. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema, or a JSON Schema written by hand. */
export type PackSchema = StandardSchema | JsonObject;
type OutputOf<Schema> = Schema extends StandardSchema<infer Output> ? Output : unknown;

export interface PackActivityDefinition<Input extends PackSchema, Output extends PackSchema> {
  /** A dot-separated path of identifiers, such as `shop.charge`. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** The name of a Tabler outline icon; `puzzle` if nothing is said. */
  readonly icon?: string;
  /** `external` if nothing is said: the world may see each attempt. */
  readonly effects?: "idempotent" | "external";
  readonly input: Input;
  readonly output?: Output;
  readonly run: (input: OutputOf<Input>, context: ActivityContext) => unknown;
}

const NAME = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;

/**
 * Defines an activity outside this repository. As {@link defineActivity}, for schemas of any Standard Schema library, of
 * another copy of zod, or as JSON Schema, and for definitions that nobody has type-checked. Throws {@link InvalidActivity}.
 */
export function activity<Input extends PackSchema, Output extends PackSchema = JsonObject>(
  definition: PackActivityDefinition<Input, Output>,
): Activity {
  const info = infoOf(definition);
  const { run } = definition;
  if (typeof run !== "function") throw new InvalidActivity(`${info.name} has no function run(input, context).`);
  const checkInput = checkOf(definition.input, info.name, "InvalidInput");
  const { output } = definition;
  const checkOutput = output === undefined ? same : checkOf(output, info.name, "InvalidOutput");
  return {
    kind: "activity",
    info,
    parseInput: checkInput,
    run: (input, context) => {
      const result = run(input as OutputOf<Input>, context);
      return isPromise(result) ? result.then(checkOutput) : checkOutput(result);
    },
  };
}

const same = (value: unknown): unknown => value;

function infoOf(definition: PackActivityDefinition<PackSchema, PackSchema>): ActivityInfo {
  if (typeof definition !== "object" || definition === null) {
    throw new InvalidActivity("A definition is an object with name, title, input and run.");
  }
  const { name, title, description = "", icon = "puzzle", effects = "external", input, output } = definition;
  if (typeof name !== "string" || name.length > 200 || !NAME.test(name)) {
    throw new InvalidActivity(
      `The name ${JSON.stringify(name) ?? "undefined"} is none. A name is a path of identifiers, such as shop.charge.`,
    );
  }
  for (const [field, value] of Object.entries({ title, description, icon })) {
    if (typeof value !== "string") throw new InvalidActivity(`The ${field} of ${name} is not a text.`);
  }
  if (title === "") throw new InvalidActivity(`${name} has no title. Give it one: the palette shows it.`);
  if (effects !== "idempotent" && effects !== "external") {
    throw new InvalidActivity(`The effects of ${name} are neither "idempotent" nor "external".`);
  }
  const inputSchema = jsonSchemaOf(input, name, "input");
  if (inputSchema.type !== "object") {
    throw new InvalidActivity(`The input of ${name} is not an object. A form needs one field for each property.`);
  }
  return {
    name,
    title,
    description,
    icon,
    effects,
    inputSchema,
    ...(output !== undefined && { outputSchema: jsonSchemaOf(output, name, "output") }),
  };
}

const isStandard = (schema: unknown): schema is StandardSchema =>
  (typeof schema === "object" || typeof schema === "function") && schema !== null && "~standard" in schema;

/** The schema as JSON Schema, draft 2020-12: by its own library if that can, else by ours if it is zod's. */
function jsonSchemaOf(schema: unknown, name: string, io: "input" | "output"): JsonObject {
  if (!isStandard(schema)) {
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return copied(schema, name, io);
    throw new InvalidActivity(
      `The ${io} of ${name} is no schema. Give a schema of zod 4 or of another Standard Schema library, or a JSON Schema.`,
    );
  }
  try {
    const { jsonSchema } = schema["~standard"] as { jsonSchema?: Record<typeof io, (options: object) => unknown> };
    if (jsonSchema !== undefined) return copied(jsonSchema[io]({ target: "draft-2020-12" }), name, io);
    if ("_zod" in schema) return copied(z.toJSONSchema(schema as unknown as z.ZodType, { io }), name, io);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidActivity(
      `The ${io} of ${name} cannot be said as JSON Schema, which its form is made of: ${why}. Leave out transforms, dates, functions and the like.`,
      { cause },
    );
  }
  const { vendor } = schema["~standard"];
  throw new InvalidActivity(
    `The ${io} of ${name} is a schema of ${vendor}, which cannot be said as JSON Schema. Use zod 4, or write the JSON Schema.`,
  );
}

/** As plain data: a form must not see what a schema's library keeps behind it. */
function copied(schema: unknown, name: string, io: string): JsonObject {
  try {
    return JSON.parse(JSON.stringify(schema)) as JsonObject;
  } catch (cause) {
    throw new InvalidActivity(`The schema of the ${io} of ${name} is no JSON.`, { cause });
  }
}

function checkOf(schema: PackSchema, name: string, code: ActivityShapeError["code"]): (value: unknown) => unknown {
  const what = code === "InvalidInput" ? "input" : "result";
  const refuse = (details: ActivityShapeError["details"]): never => {
    const listed = details.map((detail) => `${detail.path || what}: ${detail.message}`).join("; ");
    throw new ActivityShapeError(code, `The ${what} of activity ${name} does not fit its schema: ${listed}`, details);
  };
  if (!isStandard(schema)) {
    return (value) => {
      const problems = schemaProblems(schema, (value ?? null) as Json);
      return problems.length === 0 ? value : refuse(problems);
    };
  }
  return (value) => {
    const result = schema["~standard"].validate(value);
    if (isPromise(result)) {
      // Nobody waits for it, and it must not end the process.
      result.catch(() => undefined);
      return refuse([{ path: "", message: "the schema takes its time (it is asynchronous), which no input may" }]);
    }
    return result.issues === undefined ? result.value : refuse(result.issues.map(issueOf));
  };
}

function issueOf({ message, path = [] }: StandardIssue) {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return { path: keys.join("."), message };
}
