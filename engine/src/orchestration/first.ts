import { Member, membersOf } from "./all.js";
import type { FirstOptions, Task } from "./context.js";
import type { Execution } from "./execution.js";
import { outcomeOf, type TaskState } from "./task.js";
import { allFailed } from "./thrown.js";

/**
 * A task that settles as the first of the others does: `race` with whatever it came to, `any` with the first result, or
 * with a failure that names all of them when nobody had one. "First" is the order in which the results were told,
 * which the history keeps. The losers are then taken back, as far as that is possible.
 */
export function firstOf(
  execution: Execution,
  kind: "race" | "any",
  tasks: readonly Task<unknown>[],
  { losers = "cancel" }: FirstOptions,
): TaskState {
  if (losers !== "cancel" && losers !== "goOn") {
    throw new TypeError(`The losers of ctx.${kind} are either "cancel" or "goOn".`);
  }
  const children = membersOf(execution, tasks, `ctx.${kind}`);
  if (children.length === 0) {
    throw new TypeError(`ctx.${kind} takes at least one task: the first of none would never come.`);
  }
  const first = execution.newTask();
  const errors: unknown[] = new Array(children.length);
  let missing = children.length;

  const took = (index: number, settled: TaskState) => {
    const outcome = outcomeOf(settled);
    if (outcome === undefined || first.settlement !== undefined) return;
    if (outcome.failed && kind === "any") {
      errors[index] = outcome.value;
      missing -= 1;
      if (missing === 0) execution.settle(first, { kind: "error", error: allFailed(errors) });
      return;
    }
    const { failed, value } = outcome;
    execution.settle(first, failed ? { kind: "error", error: value } : { kind: "value", value });
    if (losers === "goOn") return;
    for (const child of children) if (child.settlement === undefined) execution.cancel(child);
  };
  for (const [index, child] of children.entries()) execution.awaitTask(child, new Member(index, took));
  return first;
}
