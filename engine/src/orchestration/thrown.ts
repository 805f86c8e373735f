import {
  decodeJson,
  encodeJson,
  type Failure,
  type Json,
  type Origin,
  readFailure,
  type TaskId,
} from "../model/index.js";

/** What the error is called of a task that failed, by what the task was. */
export type TaskErrorName =
  | "ActivityError"
  | "EntityError"
  | "SubOrchestrationError"
  | "TimeoutError"
  | "CancelledError"
  | "EventPayloadError";

/** What `yield*` throws when a task has failed for good. It is an Error like any other to the code that catches it. */
export interface TaskError extends Error {
  readonly name: TaskErrorName;
  /** The failure's code. */
  readonly code: string;
  readonly failure: Failure;
  /** The node that had asked for the task. */
  readonly origin: Origin;
  /** The task's number in the history, if it has one. */
  readonly taskId?: TaskId;
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
export function taskError(name: TaskErrorName, failure: Failure, origin: Origin, taskId?: TaskId): TaskError {
  const copied = decodeJson(encodeJson({ failure, origin })) as unknown as { failure: Failure; origin: Origin };
  const error = new Error(failure.message);
  define(error, "name", name);
  define(error, "code", failure.code);
  define(error, "failure", copied.failure);
  define(error, "origin", copied.origin);
  // Not enumerable: code that passes the whole error on as JSON must ask for the same as it always did.
  Object.defineProperty(error, "taskId", { value: taskId, writable: true, enumerable: false, configurable: true });
  knownOf.set(error, { origin, failure });
  return error as TaskError;
}

/** True for the error of a failed task, whatever was done to it since. */
export function isTaskError(thrown: unknown): thrown is TaskError {
  return typeof thrown === "object" && thrown !== null && knownOf.get(thrown)?.failure !== undefined;
}

/** The node that an error came from, if it is known. */
export function originOf(thrown: unknown): Origin | undefined {
  return typeof thrown === "object" && thrown !== null ? knownOf.get(thrown)?.origin : undefined;
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

const FAILURES_NAMED_MAX = 20;

/** The error of a group in which every task has failed: `errors` holds what each threw, in the order of the tasks. */
export function allFailed(errors: readonly unknown[]): Error {
  const failures = errors.slice(0, FAILURES_NAMED_MAX).map((thrown) => failureOfThrown(thrown, PLAIN_STACKS).failure);
  const [first] = failures;
  const error = codedError(
    "AllTasksFailed",
    `${errors.length === 1 ? "The only task" : `All ${errors.length} tasks`} failed; the first of them: ${first?.message}`,
  );
  define(error, "errors", [...errors]);
  define(error, "details", { failures: failures.map(({ code, message }) => ({ code, message })) });
  define(error, "cause", errors[0]);
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

/** What was thrown, as data, and the node that it came from when that is known. */
export function failureOfThrown(thrown: unknown, stacks: StackReading): { failure: Failure; origin?: Origin } {
  const known = typeof thrown === "object" && thrown !== null ? knownOf.get(thrown) : undefined;
  const failure = readFailure(thrown, {
    codeOf: (name) => name,
    known: (object) => knownOf.get(object)?.failure,
    stackOf: (error, name, message) => readStack(error, name, message, stacks),
  });
  return known === undefined ? { failure } : { failure, origin: known.origin };
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
