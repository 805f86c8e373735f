import { type Origin, type RetryPolicy, retryDelayMs } from "../model/index.js";
import type { Body } from "./context.js";
import { type AskedSub, askSub, askTimer } from "./exchange.js";
import type { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import type { TaskState } from "./task.js";
import { isTaskError } from "./thrown.js";

/**
 * Calls an orchestration, and again when it fails, each time as a new instance. The waits between are durable timers
 * of the caller's, so that its history tells every attempt. Gives a task that the first good attempt settles, or the
 * last bad one.
 */
export function askRetriedSub(execution: Execution, origin: Origin, asked: AskedSub, retry: RetryPolicy): TaskState {
  // Asked for here and not in the fiber: what is wrong with the request is thrown where it is made.
  const first = askSub(execution, origin, asked);
  const state = execution.newTask();
  new Fiber(
    execution,
    () => attempts(execution, origin, { asked, retry, first }),
    (failed, value) => execution.settle(state, failed ? { kind: "error", error: value } : { kind: "value", value }),
  );
  return state;
}

function* attempts(
  execution: Execution,
  origin: Origin,
  { asked, retry, first }: { readonly asked: AskedSub; readonly retry: RetryPolicy; readonly first: TaskState },
): Body<unknown> {
  let task = first;
  for (let attempt = 2; attempt <= retry.maxAttempts; attempt++) {
    try {
      return yield* task.handle;
    } catch (error) {
      if (isTaskError(error) && error.failure.nonRetriable === true) throw error;
    }
    yield* askTimer(execution, origin, retryDelayMs(retry, attempt)).handle;
    task = askSub(execution, origin, ofAttempt(asked, attempt));
  }
  return yield* task.handle;
}

/** The id of an earlier attempt is taken for ever. */
function ofAttempt(asked: AskedSub, attempt: number): AskedSub {
  const { options } = asked;
  if (options.instanceId === undefined) return asked;
  return { ...asked, options: { ...options, instanceId: `${options.instanceId}:${attempt}` } };
}
