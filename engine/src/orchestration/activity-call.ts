import {
  type ActivityScheduled,
  decodeJson,
  encodeJson,
  type FailedAttempt,
  type Failure,
  isTooLate,
  type Origin,
  type RetryPolicy,
  retryTimeout,
  retryVerdict,
  type TaskId,
} from "../model/index.js";
import { checkedCallTags, requireNumber } from "./argument-checks.js";
import type { CallOptions } from "./context.js";
import type { Execution, TaskMessage } from "./execution.js";
import { checkedRetry } from "./retry-checks.js";
import type { Settlement, TaskState } from "./task.js";
import { blame, taskError } from "./thrown.js";

/**
 * Asks for an activity. The partition repeats it as its policy says; only when a condition of the code's own is to
 * decide (`retryIf`) does the orchestrator ask for each attempt itself, because only it can run that code.
 */
export function askActivity(
  execution: Execution,
  origin: Origin,
  asked: { readonly name: string; readonly input: unknown; readonly options: CallOptions },
): TaskState {
  const { name, options } = asked;
  const input = execution.encode(asked.input, `The input of activity ${name}`);
  const retry = options.retry === undefined ? undefined : checkedRetry(options.retry);
  const { timeoutMs } = options;
  if (timeoutMs !== undefined) requireNumber(timeoutMs, "timeoutMs", 1);
  const limited = {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(options.tags !== undefined && { tags: checkedCallTags(options.tags) }),
  };
  if (retry?.retryIf !== undefined) {
    const { policy, retryIf } = retry;
    return new RepeatedCall(execution, { origin, name, input, ...limited }, policy, retryIf).state;
  }
  const { id, state } = execution.newOutstanding(origin);
  execution.allowCancel(state, id);
  execution.act({
    type: "ActivityScheduled",
    taskId: id,
    origin,
    name,
    input,
    ...(retry !== undefined && { retry: retry.policy }),
    ...limited,
  });
  return state;
}

type Order = Omit<ActivityScheduled, "type" | "taskId" | "retry" | "attempt">;

/**
 * A call whose repeats a condition of the code decides about:
 *
 *   attempt ──failed, and the policy and the condition want another──▶ durable timer ──fired──▶ attempt
 *
 * Every attempt is of the same task, so that the activity's idempotency key stays the same, and says its number.
 */
class RepeatedCall {
  readonly state: TaskState;
  readonly #id: TaskId;
  readonly #calledAtMs: number;
  #attempt = 1;

  constructor(
    readonly execution: Execution,
    readonly order: Order,
    readonly policy: RetryPolicy,
    readonly retryIf: (failure: Failure) => boolean,
  ) {
    this.state = execution.newTask();
    this.#id = execution.newTaskId();
    this.#calledAtMs = execution.nowMs;
    this.#ask();
  }

  #ask(): void {
    const { execution, state, order } = this;
    execution.outstand(this.#id, { state, origin: order.origin, settling: (message) => this.#ended(message) });
    execution.allowCancel(state, this.#id);
    execution.act({ type: "ActivityScheduled", taskId: this.#id, attempt: this.#attempt, ...order });
  }

  #ended(message: TaskMessage): Settlement | "goesOn" | undefined {
    if (message.type !== "ActivityFailed") return undefined;
    const failed = this.#failedAttempt(message.failure);
    const verdict = retryVerdict(this.policy, { ...failed, nowMs: this.execution.nowMs });
    if (verdict.kind === "givenUp") return this.#givenUp(verdict.failure);
    // Taken out of `this`, so that the code is not given this object as its own `this`.
    const { retryIf } = this;
    try {
      if (!retryIf(decodeJson(encodeJson(message.failure)) as unknown as Failure)) return undefined;
      this.#waitUntil(verdict.atMs, failed);
      return "goesOn";
    } catch (thrown) {
      return { kind: "error", error: blame(thrown, this.order.origin) };
    }
  }

  #waitUntil(fireAtMs: number, failed: Omit<FailedAttempt, "nowMs">): void {
    const { execution, state, policy } = this;
    const { origin } = this.order;
    const id = execution.newTaskId();
    const settling = (): Settlement | "goesOn" => {
      // The turn may come much later than the timer was set to: the run was suspended, or nobody was there.
      if (isTooLate(policy, this.#calledAtMs, execution.nowMs)) return this.#givenUp(retryTimeout(policy, failed));
      this.#attempt += 1;
      this.#ask();
      return "goesOn";
    };
    execution.outstand(id, { state, origin, settling });
    execution.allowCancel(state, id);
    execution.act({ type: "TimerCreated", taskId: id, origin, fireAtMs });
  }

  #failedAttempt(failure: Failure): Omit<FailedAttempt, "nowMs"> {
    const { executionId } = this.execution.started;
    const what = `Activity ${this.order.name}`;
    return { executionId, taskId: this.#id, what, attempt: this.#attempt, failure, calledAtMs: this.#calledAtMs };
  }

  #givenUp(failure: Failure): Settlement {
    return { kind: "error", error: taskError("ActivityError", failure, this.order.origin, this.#id) };
  }
}
