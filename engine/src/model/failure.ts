import type { Json } from "./value.js";

/**
 * What went wrong in a person's code or in the world outside, as data: it travels through history
 * and over the network, and is shown as it is.
 */
export interface Failure {
  /** A stable word to branch on: `ActivityError`, `HttpError`, `ConnectionRefused`, `Timeout`, `NonDeterminism`, … */
  readonly code: string;
  /** A sentence for a person: what, where, why, what to do next. */
  readonly message: string;
  /** Where in the code, when known. */
  readonly stack?: string;
  /** Facts a person or program may want: a status code, an address, a field. */
  readonly details?: Json;
  /** What it came from. */
  readonly cause?: Failure;
  /** A repeat cannot help (bad input, say); retry policies stop here. */
  readonly nonRetriable?: boolean;
}

/** A failure from whatever was thrown. A thrown object may carry `code`, `details` and `nonRetriable`. */
export function failureFrom(thrown: unknown, code: string): Failure {
  if (!(thrown instanceof Error)) return { code, message: describe(thrown) };
  const carried = thrown as Error & { code?: unknown; details?: Json; nonRetriable?: unknown };
  return {
    code: typeof carried.code === "string" ? carried.code : code,
    message: thrown.message || thrown.name,
    ...(thrown.stack !== undefined && { stack: thrown.stack }),
    ...detailsOf(carried.details),
    ...(thrown.cause !== undefined && { cause: failureFrom(thrown.cause, code) }),
    ...(carried.nonRetriable === true && { nonRetriable: true }),
  };
}

function describe(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  return `something that is not an Error was thrown: ${textOf(thrown) ?? String(thrown)}`;
}

/** Details that JSON cannot carry are left out: the failure itself is what must not be lost. */
function detailsOf(details: unknown): { readonly details?: Json } {
  const text = textOf(details);
  return text === undefined ? {} : { details: JSON.parse(text) as Json };
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
