import type { Failure } from "./failure.js";
import type { ExecutionId, TaskId } from "./ids.js";
import { SeededRandom } from "./seeded-random.js";
import type { DurationMs, EpochMs } from "./time.js";

/** How often a failed activity is tried again, and how long each repeat waits. */
export interface RetryPolicy {
  /** Attempts in all, the first one included; at least 1. */
  readonly maxAttempts: number;
  /** The wait after the first failure. */
  readonly firstDelayMs: DurationMs;
  /** Each wait is the one before times this; at least 1. Default 2. */
  readonly backoff?: number;
  /** No wait is longer than this. Default one hour. */
  readonly maxDelayMs?: DurationMs;
  /**
   * The share of each wait that is left to chance, from 0 to 1: at 0.2 a wait of ten seconds is eight to ten, at 1
   * it is anything up to ten. Never longer than without. Default 0.
   */
  readonly jitter?: number;
  /**
   * No repeat begins later than this after the call. The failure is then a `RetryTimeout` whose cause is the last
   * attempt's. An attempt that runs by then goes on: `timeoutMs` of the call ends it.
   */
  readonly totalTimeoutMs?: DurationMs;
  /**
   * A failure with one of these as its code or type is not tried again. A failure may also say so of itself
   * (`nonRetriable: true` on the error).
   */
  readonly nonRetriable?: readonly string[];
}

const HOUR_MS = 3_600_000;

/** The longest wait before attempt number `nextAttempt` (2 is the first repeat). */
export function retryDelayMs(policy: RetryPolicy, nextAttempt: number): DurationMs {
  const grown = policy.firstDelayMs * (policy.backoff ?? 2) ** (nextAttempt - 2);
  return Math.min(grown, policy.maxDelayMs ?? HOUR_MS);
}

/** An attempt that failed, with all that decides whether another one follows. */
export interface FailedAttempt {
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
  /** What was called, at the beginning of a sentence: `Activity pay`. */
  readonly what: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly failure: Failure;
  /** When the activity was called. */
  readonly calledAtMs: EpochMs;
  readonly nowMs: EpochMs;
}

export type RetryVerdict =
  | { readonly kind: "again"; readonly atMs: EpochMs }
  /** `failure` is what the call fails with. */
  | { readonly kind: "givenUp"; readonly failure: Failure };

/**
 * Whether another attempt follows, and when. The only chance in it comes from the attempt's own names, so that
 * whoever asks again, in a replay say, is told the same.
 */
export function retryVerdict(policy: RetryPolicy | undefined, failed: FailedAttempt): RetryVerdict {
  const { failure, attempt, nowMs } = failed;
  if (policy === undefined || isNonRetriable(policy, failure) || attempt >= policy.maxAttempts) {
    return { kind: "givenUp", failure };
  }
  const atMs = nowMs + Math.max(0, Math.round(waitMs(policy, failed)));
  if (isTooLate(policy, failed.calledAtMs, atMs)) return { kind: "givenUp", failure: retryTimeout(policy, failed) };
  return { kind: "again", atMs };
}

/** True when a repeat may not begin at this time any more. */
export function isTooLate({ totalTimeoutMs }: RetryPolicy, calledAtMs: EpochMs, atMs: EpochMs): boolean {
  return totalTimeoutMs !== undefined && atMs > calledAtMs + totalTimeoutMs;
}

/** The failure of a call whose next attempt would begin too late. */
export function retryTimeout({ totalTimeoutMs = 0 }: RetryPolicy, failed: Omit<FailedAttempt, "nowMs">): Failure {
  const { what, attempt, failure } = failed;
  return {
    code: "RetryTimeout",
    message:
      `${what} was given up: attempt ${attempt + 1} would have begun more than ${totalTimeoutMs} ms ` +
      `(totalTimeoutMs) after the call. Attempt ${attempt} had failed: ${failure.message}`,
    details: { attempts: attempt, totalTimeoutMs },
    cause: failure,
  };
}

function isNonRetriable({ nonRetriable = [] }: RetryPolicy, { nonRetriable: marked, code, type }: Failure): boolean {
  return marked === true || nonRetriable.includes(code) || (type !== undefined && nonRetriable.includes(type));
}

function waitMs(policy: RetryPolicy, { executionId, taskId, attempt }: FailedAttempt): DurationMs {
  const longest = retryDelayMs(policy, attempt + 1);
  const { jitter = 0 } = policy;
  if (jitter === 0) return longest;
  const chance = new SeededRandom(`${executionId}:${taskId}:${attempt}`).fraction();
  return longest * (1 - jitter * chance);
}
