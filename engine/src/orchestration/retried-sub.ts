import {
  decodeJson,
  encodeJson,
  type Failure,
  isTooLate,
  type Origin,
  retryTimeout,
  retryVerdict,
  taskId,
} from "../model/index.js";
import type { Body } from "./context.js";
import { type AskedSub, askSub, askTimer } from "./exchange.js";
import type { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import type { CheckedRetry } from "./retry-checks.js";
import type { TaskState } from "./task.js";
import { isTaskError, taskError } from "./thrown.js";

/**
 * Calls an orchestration, and again when it fails, each time as a new instance. The waits between are durable timers
 * of the caller's, so that its history tells every attempt. Gives a task that the first good attempt settles, or the
 * last bad one.
 */
export function askRetriedSub(execution: Execution, origin: Origin, asked: AskedSub, retry: CheckedRetry): TaskState {
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
  { asked, retry, first }: { readonly asked: AskedSub; readonly retry: CheckedRetry; readonly first: TaskState },
): Body<unknown> {
  const { policy, retryIf } = retry;
  const { executionId } = execution.started;
  const calledAtMs = execution.nowMs;
  // Its own jitter, also beside other calls of the same execution.
  const id = first.cancelId ?? taskId(1);
  const givenUp = (failure: Failure) => taskError("SubOrchestrationError", failure, origin);
  let task = first;
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* task.handle;
    } catch (error) {
      if (!isTaskError(error)) throw error;
      const { failure } = error;
      const failed = { executionId, taskId: id, what: `Orchestration ${asked.name}`, attempt, failure, calledAtMs };
      const verdict = retryVerdict(policy, { ...failed, nowMs: execution.nowMs });
      if (verdict.kind === "givenUp") throw verdict.failure === failure ? error : givenUp(verdict.failure);
      if (retryIf !== undefined && !retryIf(decodeJson(encodeJson(failure)) as unknown as Failure)) throw error;
      yield* askTimer(execution, origin, verdict.atMs).handle;
      if (isTooLate(policy, calledAtMs, execution.nowMs)) throw givenUp(retryTimeout(policy, failed));
    }
    task = askSub(execution, origin, ofAttempt(asked, attempt + 1));
  }
}

/** The id of an earlier attempt is taken for ever. */
function ofAttempt(asked: AskedSub, attempt: number): AskedSub {
  const { options } = asked;
  if (options.instanceId === undefined) return asked;
  return { ...asked, options: { ...options, instanceId: `${options.instanceId}:${attempt}` } };
}
