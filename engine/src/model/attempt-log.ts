/** A line that an activity said while it worked. It stands in the history, with the end of its attempt. */
export interface AttemptLogLine {
  readonly level: AttemptLogLevel;
  readonly message: string;
}

export const ATTEMPT_LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type AttemptLogLevel = (typeof ATTEMPT_LOG_LEVELS)[number];
