import type { AttemptOutcome } from "../partition/event.js";
import type { ActivityOrder } from "./executor.js";

/** Follows one attempt of an activity, for whoever watches from outside. A port. */
export interface AttemptSpan {
  /** Runs the activity so that what it traces itself becomes part of the attempt. */
  within<Result>(run: () => Result): Result;
  /** Called once, unless {@link abort} is. */
  end(outcome: AttemptOutcome): void;
  /** Nobody wants the result any more. */
  abort(reason: string): void;
}

/** Begins to follow an attempt, when it really begins. */
export type ActivityTracer = (order: ActivityOrder) => AttemptSpan;
