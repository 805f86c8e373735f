import { invariant, type Origin } from "../model/index.js";
import { Member } from "./all.js";
import { kindOf, requireNumber } from "./argument-checks.js";
import { cancelBody, cancelStartedBy, isCancellation, settleWithEnd } from "./cancellation.js";
import type { Body } from "./context.js";
import { askTimer } from "./exchange.js";
import type { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import type { TaskState } from "./task.js";
import { allFailed, taskError } from "./thrown.js";

/** Opens a body, in the context that it is given. */
export type Open = () => Body<unknown>;

/** Writes down what a node has come to, and gives it as JSON would carry it. */
export type Record = (value: unknown) => unknown;

export function requireBody(body: unknown, what: string): void {
  if (typeof body !== "function")
    throw new TypeError(`${what} takes a generator function; it was given ${kindOf(body)}.`);
}

/** A body that leaves nothing behind when it fails. */
export function startScope(execution: Execution, open: Open): TaskState {
  const state = execution.newTask();
  const fiber: Fiber = new Fiber(execution, open, (failed, value) => {
    whenAlone(execution, fiber, failed, () => settleWithEnd(execution, state, failed, value));
  });
  state.body = fiber;
  return state;
}

/** A scope that no cancellation from outside stops. */
export function startShield(execution: Execution, open: Open): TaskState {
  const state = execution.newTask();
  const fiber: Fiber = new Fiber(execution, open, (failed, value) => {
    whenAlone(execution, fiber, failed, () => settleWithEnd(execution, state, failed, value));
  });
  fiber.isShielded = true;
  return state;
}

/** Cancels what a body that has failed has left behind, and goes on when nothing of it runs any more. */
export function whenAlone(execution: Execution, fiber: Fiber, failed: boolean, goOn: () => void): void {
  if (failed) cancelStartedBy(execution, fiber);
  if (failed && fiber.hasChildren) fiber.emptied = goOn;
  else goOn();
}

/** A body against a clock. Whichever comes first, the other one is taken back. */
export function startTimeout(
  execution: Execution,
  origin: Origin,
  limitMs: number,
  { open, record }: { readonly open: Open; readonly record: Record },
): TaskState {
  requireNumber(limitMs, "The limit of a timeout, in milliseconds,", 0);
  const timer = askTimer(execution, origin, execution.nowMs + Math.ceil(limitMs));
  const state = execution.newTask();
  let isOver = false;
  const fiber: Fiber = new Fiber(execution, open, (failed, value) => {
    execution.cancel(timer);
    whenAlone(execution, fiber, failed, () => {
      // What failed while it tidied up stands in the history; why it had to end is that the time was over.
      if (isOver) {
        return execution.settle(state, {
          kind: "error",
          error: taskError("TimeoutError", timeIsOver(origin, limitMs), origin),
        });
      }
      settleRecorded(execution, state, record, { failed, value });
    });
  });
  state.body = fiber;
  const fired = (_: number, { settlement }: TaskState) => {
    // A timer that is taken back, with the run for instance, is no time that is over.
    if (fiber.hasEnded || fiber.isCancelled || settlement?.kind === "error") return;
    isOver = true;
    cancelBody(execution, fiber);
  };
  execution.awaitTask(timer, new Member(0, fired));
  return state;
}

const timeIsOver = ({ node }: Origin, limitMs: number) => ({
  code: "Timeout",
  message: `${node} did not come to its end within ${limitMs} ms; what ran in it was cancelled.`,
});

/** Bodies against each other. */
export function startRace(
  execution: Execution,
  bodies: readonly { readonly name: string; readonly open: Open }[],
  { first, record }: { readonly first: "settled" | "succeeded"; readonly record: Record },
): TaskState {
  if (bodies.length === 0)
    throw new TypeError("ctx.firstOf takes at least one body: the first of none would never come.");
  const state = execution.newTask();
  const fibers: Fiber[] = [];
  const errors: unknown[] = [];
  let running = bodies.length;
  let outcome: { readonly failed: boolean; readonly value: unknown } | undefined;

  const settle = () => {
    invariant(outcome !== undefined, "a race that is over has an outcome");
    settleRecorded(execution, state, record, outcome);
  };
  const ended = (index: number, failed: boolean, value: unknown) => {
    running -= 1;
    if (failed) errors[index] = value;
    if (outcome === undefined) {
      if (failed && first === "succeeded" && !isCancellation(value)) {
        if (running === 0) outcome = { failed: true, value: allFailed(errors) };
      } else {
        outcome = failed ? { failed, value } : { failed, value: { winner: bodies[index]?.name, value } };
        for (const fiber of fibers) cancelBody(execution, fiber);
      }
    }
    if (running === 0) settle();
  };
  for (const [index, { open }] of bodies.entries()) {
    const fiber: Fiber = new Fiber(execution, open, (failed, value) => {
      whenAlone(execution, fiber, failed, () => ended(index, failed, value));
    });
    fibers.push(fiber);
  }
  return state;
}

function settleRecorded(
  execution: Execution,
  state: TaskState,
  record: Record,
  { failed, value }: { readonly failed: boolean; readonly value: unknown },
): void {
  if (failed) {
    settleWithEnd(execution, state, true, value);
    return;
  }
  try {
    execution.settle(state, { kind: "value", value: record(value) });
  } catch (thrown) {
    execution.settle(state, { kind: "error", error: thrown });
  }
}
