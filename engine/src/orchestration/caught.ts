import { decodeJson, encodeJson, type Failure, type Json, type Origin } from "../model/index.js";
import { kindOf } from "./argument-checks.js";
import { isCancellation } from "./cancellation.js";
import type { CaughtFailure, CaughtOptions, FailureSettings } from "./context-scopes.js";
import { blame, failureOfThrown, originOf, PLAIN_STACKS } from "./thrown.js";

/** What was thrown where a failure came from, so that it can be thrown on as it is. */
const thrownAs = new WeakMap<object, unknown>();

/** What was thrown, as code may read it. */
export function caughtFailure(thrown: unknown): CaughtFailure {
  const { code, message, type, details } = failureOfThrown(thrown, PLAIN_STACKS).failure;
  const node = originOf(thrown)?.node;
  const failure: CaughtFailure = {
    code,
    message,
    ...(type !== undefined && { type }),
    ...(details !== undefined && { details: decodeJson(encodeJson(details)) as Json }),
    ...(node !== undefined && { node }),
  };
  thrownAs.set(failure, thrown);
  return failure;
}

/** The failure, if it is one that is dealt with here; throws anything else on. Who is cancelled stays cancelled. */
export function dealtWith(thrown: unknown, { codes, when }: CaughtOptions): CaughtFailure {
  if (isCancellation(thrown)) throw thrown;
  const failure = caughtFailure(thrown);
  const { code, type } = failure;
  if (codes !== undefined && !codes.includes(code) && (type === undefined || !codes.includes(type))) throw thrown;
  if (when !== undefined && !when(failure)) throw thrown;
  return failure;
}

/** True for the failure of a wait whose time was over. */
export const isTimeout = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === "TimeoutError" && (thrown as { code?: unknown }).code === "Timeout";

/** An error to be thrown: a new one, or the one that a failure which was caught came from. */
export function errorFrom(given: FailureSettings | CaughtFailure, origin: Origin): unknown {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(
      `${origin.node} throws a failure, an object with code and message; it was given ${kindOf(given)}.`,
    );
  }
  if (thrownAs.has(given)) return thrownAs.get(given);
  const { code, message, details, nonRetriable } = given as FailureSettings;
  const error = new Error(typeof message === "string" ? message : encodeJson(message ?? `${origin.node} failed.`));
  const type = (given as CaughtFailure).type;
  const members = { code: typeof code === "string" ? code : "Failure", details, nonRetriable };
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined)
      Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: true });
  }
  if (typeof type === "string")
    Object.defineProperty(error, "name", { value: type, configurable: true, writable: true });
  return blame(error, origin);
}

/** The failure with those of what should have undone it in its details. The error is the same one. */
export function withUndoFailures(thrown: unknown, failures: readonly Failure[]): unknown {
  if (failures.length === 0) return thrown;
  const { failure } = failureOfThrown(thrown, PLAIN_STACKS);
  const told = failures.map(({ code, message }) => ({ code, message }));
  const details = isPlain(failure.details)
    ? { ...failure.details, undo: told }
    : { failure: failure.details ?? null, undo: told };
  const error = new Error(failure.message);
  Object.defineProperty(error, "name", { value: failure.type ?? "Error", configurable: true, writable: true });
  Object.defineProperty(error, "code", { value: failure.code, enumerable: true, configurable: true, writable: true });
  Object.defineProperty(error, "details", { value: details, enumerable: true, configurable: true, writable: true });
  if (failure.nonRetriable === true) Object.defineProperty(error, "nonRetriable", { value: true, configurable: true });
  Object.defineProperty(error, "cause", { value: thrown, configurable: true, writable: true });
  const origin = originOf(thrown);
  return origin === undefined ? error : blame(error, origin);
}

const isPlain = (details: Json | undefined): details is { readonly [key: string]: Json } =>
  typeof details === "object" && details !== null && !Array.isArray(details);
