import type { Body } from "./context.js";
import type { Execution } from "./execution.js";
import { isAsyncGenerator, notABody, notATask } from "./not-a-task.js";
import { type Outcome, outcomeOf, stateOfTask, type TaskState, type Waiter } from "./task.js";

/** What a fiber tells when its body has ended. */
export type FiberEnded = (failed: boolean, value: unknown) => void;

/**
 * One body that runs: the orchestration's own, a fork's, an iteration's. It goes on until it waits
 * for something that has not settled. A wait for what has settled goes on at once, in a loop, so a
 * long row of finished tasks costs no stack.
 */
export class Fiber implements Waiter {
  #body: Body<unknown> | undefined;

  constructor(
    readonly execution: Execution,
    readonly open: () => Body<unknown>,
    readonly ended: FiberEnded,
  ) {
    execution.makeReady(this);
  }

  wake(settled: TaskState | undefined): void {
    const awaited = this.#runUntilItWaits(settled === undefined ? undefined : outcomeOf(settled));
    if (awaited !== undefined) this.execution.awaitTask(awaited, this);
  }

  /** Gives the task that the body now waits for; nothing when the body has ended. */
  #runUntilItWaits(first: Outcome | undefined): TaskState | undefined {
    let resume = first;
    for (;;) {
      let done: boolean;
      let value: unknown;
      try {
        this.#body ??= openBody(this.open);
        const step = resume?.failed === true ? this.#body.throw(resume.value) : this.#body.next(resume?.value);
        done = step.done === true;
        value = step.value;
      } catch (thrown) {
        this.ended(true, thrown);
        return undefined;
      }
      if (done) {
        this.ended(false, value);
        return undefined;
      }
      const awaited = stateOfTask(value);
      if (awaited?.owner !== this.execution) {
        const error = notATask(value, awaited !== undefined, this.execution.lastAsked);
        resume = { failed: true, value: error };
        continue;
      }
      resume = outcomeOf(awaited);
      if (resume === undefined) return awaited;
      this.execution.markHeard(awaited);
    }
  }
}

function openBody(open: () => Body<unknown>): Body<unknown> {
  const body: unknown = open();
  const usable =
    typeof body === "object" &&
    body !== null &&
    typeof (body as Partial<Body<unknown>>).next === "function" &&
    typeof (body as Partial<Body<unknown>>).throw === "function";
  if (!usable || isAsyncGenerator(body)) throw notABody(body);
  return body as Body<unknown>;
}
