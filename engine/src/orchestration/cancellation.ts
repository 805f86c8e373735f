import type { Origin, TaskId } from "../model/index.js";
import type { Execution } from "./execution.js";
import type { Fiber } from "./fiber.js";
import { isRunCancellation } from "./run-cancellation.js";
import type { TaskState } from "./task.js";
import { taskError } from "./thrown.js";

/**
 * How bodies that run are stopped, from inside the orchestration: the loser of a race, a body whose time is over, what
 * runs beside something that has failed.
 *
 * What a body waits for is taken back; then it is thrown an error of the code `Cancelled` where it waits, once
 * everything that it had started has come to its end. So its `finally` blocks run, the inner ones first, and may wait as
 * they like: a second cancellation passes a body by that is on its way out.
 */

const cancellations = new WeakSet<object>();

/** The error that a cancelled body sees. Code that deals with failures passes it on. */
export function cancellationError(origin: Origin): Error {
  const error = taskError(
    "CancelledError",
    {
      code: "Cancelled",
      message: `The orchestration cancelled what ${origin.node} was part of: its result is not waited for any more.`,
      nonRetriable: true,
    },
    origin,
  );
  cancellations.add(error);
  return error;
}

/** True for what a body sees that is cancelled, be it by the orchestration itself or with the whole run. */
export const isCancellation = (thrown: unknown): boolean =>
  (typeof thrown === "object" && thrown !== null && cancellations.has(thrown)) || isRunCancellation(thrown);

/**
 * Settles the task of a body that has ended. That it was cancelled is no news: nobody need hear of it. Of one that was
 * dismissed nobody hears anything, not even what failed while it tidied up: that stands in the history.
 */
export function settleWithEnd(execution: Execution, state: TaskState, failed: boolean, value: unknown): void {
  const isDismissed = failed && state.body?.isDismissed === true;
  if (isDismissed || (failed && isCancellation(value))) execution.markHeard(state);
  if (isDismissed) execution.settle(state, { kind: "value", value: undefined });
  else execution.settle(state, failed ? { kind: "error", error: value } : { kind: "value", value });
}

/** Cancels a body and everything that it has started. `quiet`: who waits for it gets nothing, rather than an error. */
export function cancelBody(execution: Execution, fiber: Fiber, quiet = false): void {
  const fibers = collect(fiber);
  takeBack(execution, fibers);
  for (const each of fibers) each.cancel(quiet && each === fiber);
}

/** Cancels what a body has started and what still runs, but not the body itself. */
export function cancelStartedBy(execution: Execution, fiber: Fiber): void {
  const inner = new Set<Fiber>();
  for (const child of fiber.children) for (const each of collect(child)) inner.add(each);
  takeBack(execution, new Set([...inner, fiber]));
  for (const each of inner) each.cancel(false);
}

/** The body and those it has started, but for those that are on their way out or must come to their end. */
function collect(fiber: Fiber, found = new Set<Fiber>()): Set<Fiber> {
  if (fiber.isCancelled || fiber.isShielded) return found;
  found.add(fiber);
  for (const child of fiber.children) collect(child, found);
  return found;
}

function takeBack(execution: Execution, fibers: ReadonlySet<Fiber>): void {
  const ids: TaskId[] = [];
  for (const [id, { state }] of execution.outstanding) {
    if (belongsTo(state.startedBy, fibers)) ids.push(id);
  }
  for (const id of ids) execution.takeBack(id);
}

/** What a body has left behind belongs to who started the body, too. */
function belongsTo(fiber: Fiber | undefined, fibers: ReadonlySet<Fiber>): boolean {
  let owner = fiber;
  while (owner?.hasEnded === true && !fibers.has(owner)) owner = owner.parent;
  return owner !== undefined && fibers.has(owner);
}
