import type { SettledTask, Task } from "./context.js";
import type { Execution } from "./execution.js";
import { graver } from "./run-cancellation.js";
import { type Outcome, outcomeOf, stateOfTask, type TaskState, type Waiter } from "./task.js";

/**
 * A task that settles with all results in order, or with the first failure; the others go on. When the run is
 * cancelled meanwhile it settles when all have.
 */
export function gather(execution: Execution, tasks: readonly Task<unknown>[]): TaskState {
  return collect(execution, membersOf(execution, tasks, "ctx.all"), ({ failed, value }) => {
    if (!failed) return { kind: "kept", value };
    return { kind: "over", error: value };
  });
}

/** A task that settles when all others have, with what became of each, in order. It never fails. */
export function gatherSettled(execution: Execution, tasks: readonly Task<unknown>[]): TaskState {
  return collect(execution, membersOf(execution, tasks, "ctx.allSettled"), ({ failed, value }) => {
    const settled: SettledTask<unknown> = failed
      ? { status: "rejected", reason: value }
      : { status: "fulfilled", value };
    return { kind: "kept", value: settled };
  });
}

/** The tasks behind what code gave to `what`. Throws TypeError when something else is among them. */
export function membersOf(execution: Execution, tasks: unknown, what: string): readonly TaskState[] {
  if (!Array.isArray(tasks)) throw new TypeError(`${what} takes an array of tasks.`);
  return Array.from(tasks, (task: unknown, index) => {
    const child = stateOfTask(task);
    if (child?.owner === execution) return child;
    throw new TypeError(`${what} takes an array of tasks; item ${index} is not a task of this execution.`);
  });
}

type Part = { readonly kind: "kept"; readonly value: unknown } | { readonly kind: "over"; readonly error: unknown };

function collect(execution: Execution, children: readonly TaskState[], read: (outcome: Outcome) => Part): TaskState {
  const gathered = execution.newTask();
  const results: unknown[] = new Array(children.length);
  let missing = children.length;
  const beganInCleanUp = execution.isUndisturbed;
  let failure: { readonly error: unknown } | undefined;
  if (missing === 0) execution.settle(gathered, { kind: "value", value: results });

  const took = (index: number, settled: TaskState) => {
    const outcome = outcomeOf(settled);
    if (outcome === undefined || gathered.settlement !== undefined) return;
    const part = read(outcome);
    if (part.kind === "over") {
      if (!execution.isInterrupted(beganInCleanUp))
        return execution.settle(gathered, { kind: "error", error: part.error });
      // Whoever waits for the group cleans up when its members have.
      failure = graver(failure, part.error);
    } else results[index] = part.value;
    missing -= 1;
    if (missing > 0) return;
    if (failure === undefined) execution.settle(gathered, { kind: "value", value: results });
    else execution.settle(gathered, { kind: "error", error: failure.error });
  };
  for (const [index, child] of children.entries()) execution.awaitTask(child, new Member(index, took));
  return gathered;
}

/** Waits for one task of a group, and knows which one it is. */
export class Member implements Waiter {
  constructor(
    readonly index: number,
    readonly took: (index: number, settled: TaskState) => void,
  ) {}
  wake(settled: TaskState | undefined): void {
    if (settled !== undefined) this.took(this.index, settled);
  }
}
