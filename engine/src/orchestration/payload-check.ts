import {
  decodeJson,
  encodeJson,
  type Failure,
  type Json,
  type JsonText,
  type Origin,
  readFailure,
  schemaProblems,
  type TaskId,
} from "../model/index.js";
import { kindOf } from "./argument-checks.js";
import type { PayloadSchema, StandardIssue } from "./context.js";
import type { Settlement } from "./task.js";
import { taskError } from "./thrown.js";

/** Reads an event's payload as one who waits for it wants it. */
export type PayloadReading = (payload: JsonText, wait: { readonly id: TaskId; readonly origin: Origin }) => Settlement;

/** How payloads are read that a schema must fit. Throws TypeError when it is no schema. */
export function payloadReading(schema: PayloadSchema<unknown>, event: string): PayloadReading {
  const check = checkOf(schema);
  return (payload, { id, origin }) => {
    const checked = attempt(check, decodeJson(payload));
    if ("value" in checked) return { kind: "value", value: checked.value };
    return {
      kind: "error",
      error: taskError("EventPayloadError", misfit(event, origin, checked.problems), origin, id),
    };
  };
}

/** More would not help who reads them. */
const PROBLEMS_MAX = 20;

interface Problem {
  readonly path: string;
  readonly message: string;
}
type Checked = { readonly value: unknown } | { readonly problems: readonly Problem[] };

/** What the schema says; whatever it throws is its way of saying no. */
function attempt(check: (payload: unknown) => Checked, payload: unknown): Checked {
  try {
    return check(payload);
  } catch (thrown) {
    // It is a person's object: reading it may throw again.
    return { problems: [{ path: "", message: readFailure(thrown, { codeOf: (name) => name }).message }] };
  }
}

function checkOf(schema: PayloadSchema<unknown>): (payload: unknown) => Checked {
  if (typeof schema === "object" && schema !== null) {
    if ("~standard" in schema) {
      const { "~standard": rules } = schema as { readonly "~standard": { validate(payload: unknown): unknown } };
      return (payload) => standard(rules.validate(payload));
    }
    if ("parse" in schema && typeof schema.parse === "function") {
      return (payload) => ({ value: (schema as { parse(payload: unknown): unknown }).parse(payload) });
    }
    if (Object.keys(schema).length === 0) throw notASchema(schema);
    const json = decodeJson(encodeJson(schema)) as Json;
    return (payload) => {
      const problems = schemaProblems(json, payload as Json);
      return problems.length === 0 ? { value: payload } : { problems };
    };
  }
  if (typeof schema === "function") {
    return (payload) =>
      schema(payload) ? { value: payload } : { problems: [{ path: "", message: "it was refused" }] };
  }
  throw notASchema(schema);
}

const notASchema = (schema: unknown): TypeError =>
  new TypeError(
    `The schema of an event is a function that says whether a payload fits, an object with parse(payload), a Standard Schema, or a JSON Schema; it is ${kindOf(schema)}.`,
  );

function standard(result: unknown): Checked {
  const { value, issues, then } = result as {
    readonly value?: unknown;
    readonly issues?: readonly StandardIssue[];
    readonly then?: unknown;
  };
  if (typeof then === "function") {
    throw new TypeError(
      "the schema answers with a promise; an orchestration can use schemas that answer at once alone",
    );
  }
  if (issues === undefined) return { value };
  const named = issues.slice(0, PROBLEMS_MAX);
  return {
    problems: named.map(({ path = [], message }) => ({ path: path.map(stepOf).join("."), message: `${message}` })),
  };
}

const stepOf = (step: NonNullable<StandardIssue["path"]>[number]): string =>
  String(typeof step === "object" ? step.key : step);

function misfit(event: string, { node }: Origin, problems: readonly Problem[]): Failure {
  const listed = problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return {
    code: "EventPayloadInvalid",
    message: `The payload of event "${event}", which ${node} waited for, does not fit its schema: ${listed}. The event has been taken; wait again for another one.`,
    details: { event, problems: problems as unknown as Json },
    nonRetriable: true,
  };
}
