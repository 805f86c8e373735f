import { invariant } from "../../model/index.js";
import type { Effect } from "../effect.js";
import type { Recovered } from "../event.js";
import type { Instance, PartitionState, PendingTask } from "../state.js";
import { runAttempt, timerKey } from "../tasks.js";

/**
 * Asks again for everything that was under way outside the partition: episodes, activities, timers.
 * An attempt that was running is asked for again under its own number: at least once.
 */
export function recovered(state: PartitionState, _event: Recovered): readonly Effect[] {
  const effects: Effect[] = [];
  for (const [instanceId, tasks] of state.tasks) {
    const instance = state.instances.get(instanceId);
    invariant(instance !== undefined, `instance ${instanceId} has tasks and no record`);
    const { executionId } = instance.record;
    if (instance.session.episodeOut) effects.push({ type: "RunEpisode", instanceId, executionId });
    for (const [taskId, task] of tasks) {
      const again = askedAgain(task);
      if (again !== task) tasks.set(taskId, again);
      effects.push(demand(state, instance, taskId, again));
    }
  }
  return effects;
}

/** An attempt that was started must report its start again, so that its time limit begins anew. */
function askedAgain(task: PendingTask): PendingTask {
  return task.kind === "activity" && task.phase.kind === "started" ? { ...task, phase: { kind: "asked" } } : task;
}

function demand(
  state: PartitionState,
  { record }: Instance,
  taskId: Parameters<typeof timerKey>[1],
  task: PendingTask,
): Effect {
  if (task.kind === "timer") {
    return { type: "SetTimer", ...timerKey(record, taskId, "sleep", 0), fireAtMs: task.fireAtMs };
  }
  if (task.phase.kind !== "backoff") return runAttempt(state, record, taskId, task);
  return { type: "SetTimer", ...timerKey(record, taskId, "retry", task.attempt), fireAtMs: task.phase.retryAtMs };
}
