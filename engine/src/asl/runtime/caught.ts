/** What is read of a failure: one that was caught, or the run's. */
export interface CaughtFailure {
  readonly code: string;
  readonly type?: string;
  readonly message: string;
}

/** Our names of failures, and what Step Functions calls the same. */
const NAMES: Readonly<Record<string, string>> = {
  Timeout: "States.Timeout",
  TooManyFailures: "States.ExceedToleratedFailureThreshold",
  PayloadTooLarge: "States.DataLimitExceeded",
};
/** What States.ALL does not stand for. */
const UNCATCHABLE: ReadonlySet<string> = new Set(["States.Runtime", "States.DataLimitExceeded"]);
const TIMEOUTS: ReadonlySet<string> = new Set(["States.Timeout", "States.HeartbeatTimeout"]);

/** The failure's name as Step Functions would give it. */
export const errorName = ({ code, type }: CaughtFailure): string =>
  NAMES[code] ?? (code === "ActivityError" ? (type ?? code) : code);

/** What a Catch hands on: `{ Error, Cause }`. */
export const errorOutput = (failure: CaughtFailure): { readonly Error: string; readonly Cause: string } => {
  const name = errorName(failure);
  return { Error: name, Cause: TIMEOUTS.has(name) ? "" : failure.message };
};

/** True when a Retry or Catch with these names is meant for the failure. */
export function catches(failure: CaughtFailure, names: readonly string[]): boolean {
  const name = errorName(failure);
  return names.some((each) => {
    if (each === name) return true;
    if (each === "States.ALL") return !UNCATCHABLE.has(name);
    if (each === "States.TaskFailed") return !UNCATCHABLE.has(name) && !TIMEOUTS.has(name);
    return each === "States.Timeout" && name === "States.HeartbeatTimeout";
  });
}
