import type { Task } from "./context.js";
import type { Execution } from "./execution.js";
import { outcomeOf, stateOfTask, type TaskState, type Waiter } from "./task.js";

/** A task that settles with all results in order, or with the first failure; the others go on. */
export function gather(execution: Execution, tasks: readonly Task<unknown>[]): TaskState {
  if (!Array.isArray(tasks)) throw new TypeError("ctx.all takes an array of tasks.");
  const children = Array.from(tasks, (task, index) => {
    const child = stateOfTask(task);
    if (child?.owner === execution) return child;
    throw new TypeError(`ctx.all takes an array of tasks; item ${index} is not a task of this execution.`);
  });
  const gathered = execution.newTask();
  const results: unknown[] = new Array(children.length);
  let missing = children.length;
  if (missing === 0) execution.settle(gathered, { kind: "value", value: results });

  const took = (index: number, settled: TaskState) => {
    const outcome = outcomeOf(settled);
    if (outcome === undefined || gathered.settlement !== undefined) return;
    if (outcome.failed) return execution.settle(gathered, { kind: "error", error: outcome.value });
    results[index] = outcome.value;
    missing -= 1;
    if (missing === 0) execution.settle(gathered, { kind: "value", value: results });
  };
  for (const [index, child] of children.entries()) execution.awaitTask(child, new Member(index, took));
  return gathered;
}

class Member implements Waiter {
  constructor(
    readonly index: number,
    readonly took: (index: number, settled: TaskState) => void,
  ) {}
  wake(settled: TaskState | undefined): void {
    if (settled !== undefined) this.took(this.index, settled);
  }
}
