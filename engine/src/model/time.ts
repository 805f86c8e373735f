/** Milliseconds since 1970-01-01T00:00:00Z. Pure code never asks for the time: it is told. */
export type EpochMs = number;
/** A length of time in milliseconds. */
export type DurationMs = number;

/** How long an activity's repeats wait. */
export interface RetryPolicy {
  /** Attempts in all, the first one included; at least 1. */
  readonly maxAttempts: number;
  /** The wait after the first failure. */
  readonly firstDelayMs: DurationMs;
  /** Each wait is the one before times this; at least 1. Default 2. */
  readonly backoff?: number;
  /** No wait is longer than this. Default one hour. */
  readonly maxDelayMs?: DurationMs;
}

const HOUR_MS = 3_600_000;

/** The wait before attempt number `nextAttempt` (2 is the first repeat). */
export function retryDelayMs(policy: RetryPolicy, nextAttempt: number): DurationMs {
  const grown = policy.firstDelayMs * (policy.backoff ?? 2) ** (nextAttempt - 2);
  return Math.min(grown, policy.maxDelayMs ?? HOUR_MS);
}
