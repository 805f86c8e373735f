import type { Json } from "./value.js";

/**
 * What went wrong in a person's code or in the world outside, as data: it travels through history
 * and over the network, and is shown as it is. It reaches whoever waits as it was made, through any number of
 * orchestrations.
 */
export interface Failure {
  /** A stable word to branch on: `ActivityError`, `HttpError`, `ConnectionRefused`, `Timeout`, `NonDeterminism`, … */
  readonly code: string;
  /** The name of the error's class, when it says more than `code`: `TypeError`, `CardDeclined`. */
  readonly type?: string;
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

/** The code of what a run is thrown that was asked to end and may clean up. */
export const RUN_CANCELLED = "RunCancelled";

/** True for a failure that is the cancellation of its run, or of a group in which everything failed of nothing else. */
export function isRunCancelled({ code, details }: Failure): boolean {
  if (code !== "AllTasksFailed") return code === RUN_CANCELLED;
  const { failures } = (details ?? {}) as { readonly failures?: readonly { readonly code: string }[] };
  return failures?.every((each) => each.code === RUN_CANCELLED) === true;
}
