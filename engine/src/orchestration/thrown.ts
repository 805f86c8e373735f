import { decodeJson, encodeJson, type Failure, type Json, type Origin } from "../model/index.js";

/** What the error is called of a task that failed, by what the task was. */
export type TaskErrorName = "ActivityError" | "EntityError" | "SubOrchestrationError" | "TimeoutError";

/** What `yield*` throws when a task has failed for good. It is an Error like any other to the code that catches it. */
export interface TaskError extends Error {
  readonly name: TaskErrorName;
  /** The failure's code. */
  readonly code: string;
  readonly failure: Failure;
  /** The node that had asked for the task. */
  readonly origin: Origin;
}

interface Known {
  readonly origin: Origin;
  /** Absent when the error itself says what went wrong. */
  readonly failure?: Failure;
}

/** What the engine knows of an error, beside the error: code that rewrites its properties changes nothing here. */
const knownOf = new WeakMap<object, Known>();

/**
 * Makes the error of a failed task. It is a plain Error with properties, not a class: in the
 * locked realm a class would lead from the error to the realm's unshared Error constructor.
 */
export function taskError(name: TaskErrorName, failure: Failure, origin: Origin): TaskError {
  const copied = decodeJson(encodeJson({ failure, origin })) as unknown as { failure: Failure; origin: Origin };
  const error = new Error(failure.message);
  define(error, "name", name);
  define(error, "code", failure.code);
  define(error, "failure", copied.failure);
  define(error, "origin", copied.origin);
  knownOf.set(error, { origin, failure });
  return error as TaskError;
}

/** True for the error of a failed task, whatever was done to it since. */
export function isTaskError(thrown: unknown): thrown is TaskError {
  return typeof thrown === "object" && thrown !== null && knownOf.get(thrown)?.failure !== undefined;
}

/** Remembers which node an error came from; the first node stays. Gives the error back, to be thrown. */
export function blame(thrown: unknown, origin: Origin): unknown {
  if (typeof thrown === "object" && thrown !== null && !knownOf.has(thrown)) knownOf.set(thrown, { origin });
  return thrown;
}

/** A RangeError with a code of its own. */
export function rangeError(code: string, message: string): RangeError {
  const error = new RangeError(message);
  define(error, "code", code);
  return error;
}

/** An Error with a code of its own. */
export function codedError(code: string, message: string): Error {
  const error = new Error(message);
  define(error, "code", code);
  return error;
}

function define(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, writable: true, enumerable: name !== "name", configurable: true });
}

/** How stacks of an orchestrator's code are read; the locked realm hides them from the code itself. */
export interface StackReading {
  /** The stack of an error, or `undefined` when there is none. */
  readonly stackOf: (error: Error) => string | undefined;
  /** What the code is called in stacks. Given, only its own frames are kept, and the first one is the failure's place. */
  readonly sourceUrl?: string;
  /** Characters before the code's first character on its first line. */
  readonly firstLineOffset?: number;
}

export const PLAIN_STACKS: StackReading = { stackOf: (error) => error.stack };

const MESSAGE_CHARACTERS_MAX = 10_000;
const STACK_CHARACTERS_MAX = 20_000;
const CAUSES_MAX = 8;

/**
 * What was thrown, as data. What is thrown is a person's object: reading it may run a person's code,
 * which may throw again; that too ends here, as a failure.
 */
export function failureOfThrown(thrown: unknown, stacks: StackReading): { failure: Failure; origin?: Origin } {
  const known = typeof thrown === "object" && thrown !== null ? knownOf.get(thrown) : undefined;
  if (known?.failure !== undefined) return { failure: known.failure, origin: known.origin };
  const failure = readFailure(thrown, stacks, 0);
  return known === undefined ? { failure } : { failure, origin: known.origin };
}

function readFailure(thrown: unknown, stacks: StackReading, depth: number): Failure {
  try {
    if (typeof thrown === "object" && thrown !== null) {
      const failure = knownOf.get(thrown)?.failure;
      if (failure !== undefined) return failure;
    }
    return thrown instanceof Error ? failureOfError(thrown, stacks, depth) : failureOfValue(thrown);
  } catch (problem) {
    const why = problem instanceof RangeError ? "it is too large or too deep" : "reading it throws in turn";
    return { code: "UnreadableError", message: `The code threw something that cannot be read: ${why}.` };
  }
}

function failureOfError(error: Error, stacks: StackReading, depth: number): Failure {
  const carried = error as Error & { code?: unknown; details?: unknown; nonRetriable?: unknown };
  const name = text(error.name) || "Error";
  const code = text(carried.code) || name;
  const message = text(error.message) || name;
  const { stack, place } = readStack(error, name, message, stacks);
  const details = carried.details === undefined ? place : (decodeJson(encodeJson(carried.details)) ?? place);
  const cause = error.cause;
  return {
    code: cut(code, 200),
    message: cut(message, MESSAGE_CHARACTERS_MAX),
    ...(stack !== undefined && { stack: cut(stack, STACK_CHARACTERS_MAX) }),
    ...(details !== undefined && { details }),
    ...(cause !== undefined && depth < CAUSES_MAX && { cause: readFailure(cause, stacks, depth + 1) }),
    ...(carried.nonRetriable === true && { nonRetriable: true }),
  };
}

function failureOfValue(thrown: unknown): Failure {
  const shown = typeof thrown === "string" ? thrown : encodeJson(thrown) || String(thrown);
  return {
    code: "Error",
    message: cut(
      typeof thrown === "string" ? shown : `The code threw something that is not an Error: ${shown}`,
      MESSAGE_CHARACTERS_MAX,
    ),
  };
}

function readStack(
  error: Error,
  name: string,
  message: string,
  { stackOf, sourceUrl, firstLineOffset = 0 }: StackReading,
): { stack?: string; place?: Json } {
  const stack = text(stackOf(error));
  if (stack === "") return {};
  if (sourceUrl === undefined) return { stack };
  const frames: string[] = [];
  let place: Json | undefined;
  for (const line of stack.split("\n")) {
    const at = line.indexOf(`${sourceUrl}:`);
    if (at < 0) continue;
    const position = /^(\d+):(\d+)/.exec(line.slice(at + sourceUrl.length + 1));
    if (position === null) continue;
    const lineNumber = Number(position[1]);
    const column = Number(position[2]) - (lineNumber === 1 ? firstLineOffset : 0);
    place ??= { line: lineNumber, column };
    const called = /^\s*at (?:async )?([\w$.<>*[\] ]+) \(/.exec(line)?.[1];
    const spot = `${sourceUrl}:${lineNumber}:${column}`;
    frames.push(called === undefined || called === "eval" ? `    at ${spot}` : `    at ${called} (${spot})`);
  }
  return { stack: [`${name}: ${message}`, ...frames].join("\n"), ...(place !== undefined && { place }) };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const cut = (whole: string, charactersMax: number): string =>
  whole.length <= charactersMax ? whole : `${whole.slice(0, charactersMax)}… (${whole.length} characters)`;
