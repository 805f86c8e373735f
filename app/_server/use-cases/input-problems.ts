import Ajv2020, { type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Graph, Json, Problem } from "../api-types";

/** Every violation of the input schema. Without a schema, any JSON is right. */
export function inputProblems(schema: Graph["inputSchema"], input: Json): readonly Problem[] {
  if (schema === undefined) return [];
  // One instance per call: a schema with an $id must not meet an earlier one of the same name.
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, logger: false });
  addFormats(ajv);
  const validate = compiledOr(ajv, schema);
  if (typeof validate === "string") {
    const message = `The input schema itself is wrong: ${validate}. Correct it on the start node.`;
    return [{ path: "inputSchema", code: "input-schema-invalid", message }];
  }
  if (validate(input)) return [];
  return (validate.errors ?? []).map(problemOf);
}

function compiledOr(ajv: Ajv2020, schema: NonNullable<Graph["inputSchema"]>) {
  try {
    return ajv.compile(schema);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function problemOf(error: ErrorObject): Problem {
  const at = ["input", ...error.instancePath.split("/").slice(1).map(unescapePointer)];
  const { code, path, says } = wordsOf(error, at);
  return { path: path.join("."), code, message: `${path.join(".")} ${says}.` };
}

/** A missing or surplus property is named itself, rather than the object around it. */
function wordsOf({ keyword, params, message }: ErrorObject, at: readonly string[]) {
  const of = (name: string) => (params as Record<string, unknown>)[name];
  switch (keyword) {
    case "required":
      return { code: keyword, path: [...at, String(of("missingProperty"))], says: "is required" };
    case "additionalProperties":
      return { code: keyword, path: [...at, String(of("additionalProperty"))], says: "is not a known property" };
    case "enum":
      return { code: keyword, path: at, says: `must be one of ${JSON.stringify(of("allowedValues"))}` };
    case "const":
      return { code: keyword, path: at, says: `must be ${JSON.stringify(of("allowedValue"))}` };
    default:
      return { code: keyword, path: at, says: message ?? `breaks the rule ${JSON.stringify(keyword)}` };
  }
}

const unescapePointer = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");
