import type { Failure, RetryPolicy } from "../model/index.js";
import { kindOf, requireNumber, shown } from "./argument-checks.js";
import type { CallRetry } from "./context.js";

/** A policy as code gave it, checked: what is recorded, and the condition that cannot be recorded. */
export interface CheckedRetry {
  readonly policy: RetryPolicy;
  readonly retryIf?: (failure: Failure) => boolean;
}

const FIELDS: ReadonlySet<string> = new Set<keyof CallRetry>([
  ...(["maxAttempts", "firstDelayMs", "backoff", "maxDelayMs", "jitter"] as const),
  ...(["totalTimeoutMs", "nonRetriable", "retryIf"] as const),
]);

/** Throws TypeError or RangeError. A field that is not known is refused: a misspelt limit would never be missed. */
export function checkedRetry(retry: CallRetry): CheckedRetry {
  if (typeof retry !== "object" || retry === null) {
    throw new TypeError(`retry is an object with maxAttempts and firstDelayMs; it is ${kindOf(retry)}.`);
  }
  for (const field of Object.keys(retry)) {
    if (FIELDS.has(field)) continue;
    throw new TypeError(`retry has no field "${field}". It has: ${[...FIELDS].join(", ")}.`);
  }
  const { maxAttempts, firstDelayMs, backoff, maxDelayMs, jitter, totalTimeoutMs, nonRetriable, retryIf } = retry;
  if (!Number.isSafeInteger(maxAttempts)) throw new RangeError("retry.maxAttempts must be a whole number.");
  requireNumber(maxAttempts, "retry.maxAttempts", 1);
  requireNumber(firstDelayMs, "retry.firstDelayMs", 0);
  if (backoff !== undefined) requireNumber(backoff, "retry.backoff", 1);
  if (maxDelayMs !== undefined) requireNumber(maxDelayMs, "retry.maxDelayMs", 0);
  if (totalTimeoutMs !== undefined) requireNumber(totalTimeoutMs, "retry.totalTimeoutMs", 0);
  if (jitter !== undefined && !(typeof jitter === "number" && jitter >= 0 && jitter <= 1)) {
    throw new RangeError(`retry.jitter must be a number from 0 to 1; it is ${shown(jitter)}.`);
  }
  if (nonRetriable !== undefined && !isListOfWords(nonRetriable)) {
    throw new TypeError("retry.nonRetriable is a list of failure codes or types, each a text.");
  }
  if (retryIf !== undefined && typeof retryIf !== "function") {
    throw new TypeError(`retry.retryIf is a function of the failure; it is ${kindOf(retryIf)}.`);
  }
  const policy: RetryPolicy = {
    maxAttempts,
    firstDelayMs,
    ...(backoff !== undefined && { backoff }),
    ...(maxDelayMs !== undefined && { maxDelayMs }),
    ...(jitter !== undefined && { jitter }),
    ...(totalTimeoutMs !== undefined && { totalTimeoutMs }),
    ...(nonRetriable !== undefined && { nonRetriable: [...nonRetriable] }),
  };
  return retryIf === undefined ? { policy } : { policy, retryIf };
}

function isListOfWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string" && word !== "");
}
