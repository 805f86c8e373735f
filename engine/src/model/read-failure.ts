import type { Failure } from "./failure.js";
import { decodeJson, encodeJson, type Json } from "./value.js";

/** How what was thrown is read; the rest is the same for activities, entities and orchestrations. */
export interface FailureReading {
  /** The code of an error that has none of its own. `name` is the error's. */
  readonly codeOf: (name: string) => string;
  /** What is known of an object without looking into it: the failure of a task that is thrown on, say. */
  readonly known?: (thrown: object) => Failure | undefined;
  /** The stack, and the place in the code if nothing else is in the failure's details. */
  readonly stackOf?: (
    error: Error,
    name: string,
    message: string,
  ) => { readonly stack?: string; readonly place?: Json };
}

/*
 * What a failure may hold. It stands in the history, in the status and in the failure of every run above it, so it
 * is kept small: the beginning of what is too long says what happened.
 */
const CODE_CHARACTERS_MAX = 200;
const MESSAGE_CHARACTERS_MAX = 10_000;
const STACK_CHARACTERS_MAX = 20_000;
const DETAILS_CHARACTERS_MAX = 64 * 1024;
const CAUSES_MAX = 8;

/** The failure of what an activity or an entity threw. `code` is that of errors without one. */
export function failureFrom(thrown: unknown, code: string): Failure {
  return readFailure(thrown, { codeOf: () => code });
}

/**
 * What was thrown, as data. What is thrown is a person's object: reading it may run a person's code, which may throw
 * again; that too ends here, as a failure. An object may carry `code`, `details` and `nonRetriable`.
 */
export function readFailure(thrown: unknown, reading: FailureReading): Failure {
  return readAt(thrown, reading, 0);
}

function readAt(thrown: unknown, reading: FailureReading, depth: number): Failure {
  try {
    const known = typeof thrown === "object" && thrown !== null ? reading.known?.(thrown) : undefined;
    if (known !== undefined) return known;
    return thrown instanceof Error ? readError(thrown, reading, depth) : readValue(thrown, reading);
  } catch (problem) {
    const why = problem instanceof RangeError ? "it is too large or too deep" : "reading it throws in turn";
    return { code: "UnreadableError", message: `The code threw something that cannot be read: ${why}.` };
  }
}

function readError(error: Error, reading: FailureReading, depth: number): Failure {
  const carried = error as Error & { code?: unknown; details?: unknown; nonRetriable?: unknown };
  const name = text(error.name) || "Error";
  const code = text(carried.code) || reading.codeOf(name);
  const type = typeOf(error, name);
  const message = text(error.message) || name;
  const { stack, place } = reading.stackOf?.(error, name, message) ?? { stack: error.stack };
  const details = detailsOf(carried.details) ?? place;
  const { cause } = error;
  return {
    code: cut(code, CODE_CHARACTERS_MAX),
    ...(type !== "Error" && type !== code && { type: cut(type, CODE_CHARACTERS_MAX) }),
    message: cut(message, MESSAGE_CHARACTERS_MAX),
    ...(typeof stack === "string" && { stack: cut(stack, STACK_CHARACTERS_MAX) }),
    ...(details !== undefined && { details }),
    ...(cause !== undefined && depth < CAUSES_MAX && { cause: readAt(cause, reading, depth + 1) }),
    ...(carried.nonRetriable === true && { nonRetriable: true }),
  };
}

/** Many classes of errors never say their name, and are called `Error` like all others. */
function typeOf(error: Error, name: string): string {
  return name === "Error" ? text(error.constructor?.name) || name : name;
}

/** What JSON cannot carry is left out rather than hiding the failure that it belongs to. */
function detailsOf(details: unknown): Json | undefined {
  if (details === undefined) return undefined;
  try {
    const encoded = encodeJson(details);
    if (encoded.length <= DETAILS_CHARACTERS_MAX) return decodeJson(encoded);
    return { omitted: `The details have ${encoded.length} characters as JSON; ${DETAILS_CHARACTERS_MAX} are kept.` };
  } catch {
    return undefined;
  }
}

function readValue(thrown: unknown, { codeOf }: FailureReading): Failure {
  const message =
    typeof thrown === "string" ? thrown : `The code threw something that is not an Error: ${shown(thrown)}`;
  return { code: codeOf("Error"), message: cut(message, MESSAGE_CHARACTERS_MAX) };
}

function shown(thrown: unknown): string {
  try {
    return encodeJson(thrown) || String(thrown);
  } catch {
    return String(thrown);
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const cut = (whole: string, charactersMax: number): string =>
  whole.length <= charactersMax ? whole : `${whole.slice(0, charactersMax)}… (${whole.length} characters)`;
