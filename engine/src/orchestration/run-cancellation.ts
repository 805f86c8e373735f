import { type Failure, isRunCancelled, type Origin, RUN_CANCELLED, type TaskId } from "../model/index.js";
import { failureOfThrown, PLAIN_STACKS, taskError } from "./thrown.js";

/*
 * What code is thrown whose run is to end and may clean up. It is an error like any other: `catch` and `finally` run,
 * and may ask for anything. It is never worth a repeat.
 */

/** The error at one place where code waits. `origin`: the node that had asked; absent when none has. */
export function cancellationOfRun(reason: string, origin: Origin = AT_THE_START, taskId?: TaskId): Error {
  const failure: Failure = {
    code: RUN_CANCELLED,
    message: `The run is cancelled (${reason}): nothing comes any more of what ${origin.node} asked for. Clean up and end.`,
    details: { reason },
    nonRetriable: true,
  };
  return taskError("CancelledError", failure, origin, taskId);
}

/** Of two errors that ended parts of a clean-up, the one that says more than that the run is cancelled; else the first. */
export function graver(first: { readonly error: unknown } | undefined, error: unknown): { readonly error: unknown } {
  return first === undefined || (isRunCancellation(first.error) && !isRunCancellation(error)) ? { error } : first;
}

/** True for an error that says nothing but that the run is cancelled. */
export function isRunCancellation(thrown: unknown): boolean {
  return isRunCancelled(failureOfThrown(thrown, PLAIN_STACKS).failure);
}

/** Code that has asked for nothing yet is at its beginning. */
const AT_THE_START: Origin = { node: "start", path: [] };
