import { Member } from "./all.js";
import { requireNumber } from "./argument-checks.js";
import { cancelBody } from "./cancellation.js";
import type { ReachOptions, Way } from "./context-scopes.js";
import type { Execution } from "./execution.js";
import { outcomeOf, stateOfTask, type TaskState } from "./task.js";

/** A task that settles when so many ways have come to their ends alive, or cannot any more. */
export function reach(
  execution: Execution,
  count: number,
  ways: readonly Way[],
  { cancel = [] }: ReachOptions,
): TaskState {
  requireNumber(count, "The count of ctx.reach", 1);
  if (!Array.isArray(ways)) throw new TypeError("ctx.reach takes a list of tasks as its second argument.");
  const members = ways.map((way: Way, index) => {
    const isPlain = stateOfTask(way) !== undefined;
    const { after, when } = isPlain ? { after: way, when: undefined } : (way as Exclude<Way, { cancel(): boolean }>);
    return { state: taskAt(execution, after, index), when };
  });
  const losers = cancel.map((task, index) => taskAt(execution, task, index));
  const reached = execution.newTask();
  let alive = 0;
  let open = members.length;

  const tell = (is: boolean) => execution.settle(reached, { kind: "value", value: is });
  const took = (index: number, settled: TaskState) => {
    const outcome = outcomeOf(settled);
    if (outcome === undefined || reached.settlement !== undefined) return;
    if (outcome.failed) return execution.settle(reached, { kind: "error", error: outcome.value });
    open -= 1;
    // Taken out of its object, so that the code is not given this object as its own `this`.
    const { when } = members[index] as (typeof members)[number];
    try {
      if (when === undefined || when()) alive += 1;
    } catch (thrown) {
      return execution.settle(reached, { kind: "error", error: thrown });
    }
    if (alive >= count) {
      tell(true);
      for (const { body } of losers) if (body !== undefined) cancelBody(execution, body, true);
    } else if (alive + open < count) tell(false);
  };
  if (open < count) tell(false);
  for (const [index, { state }] of members.entries()) execution.awaitTask(state, new Member(index, took));
  return reached;
}

function taskAt(execution: Execution, task: unknown, index: number): TaskState {
  const state = stateOfTask(task);
  if (state?.owner === execution) return state;
  throw new TypeError(`ctx.reach takes a list of tasks; item ${index} is not a task of this execution.`);
}
