import { type AwaitedAttempt, awaitedAttempt, settleAwaited } from "../attempt.js";
import type { Consequence } from "../consequence.js";
import type { ActivityEnded } from "../event.js";
import { append, isFull } from "../execution.js";
import type { PartitionState } from "../state.js";

/** An executor reports how an attempt ended, and perhaps in the same breath when it had begun. */
export function activityEnded(state: PartitionState, event: ActivityEnded): readonly Consequence[] {
  const awaited = awaitedAttempt(state, event);
  if (awaited === undefined) return [];
  if (event.startedAtMs !== undefined) noteStart(awaited, event, event.startedAtMs);
  return settleAwaited(state, awaited, event, event.outcome, event.atMs, event.log);
}

/** What follows puts the instance and publishes the start along with the end. A full history does not need to tell it. */
function noteStart({ instance, task }: AwaitedAttempt, { taskId, attempt }: ActivityEnded, startedAtMs: number): void {
  if (task.phase.kind !== "asked" || isFull(instance.history, 2)) return;
  append(instance.history, startedAtMs, { type: "ActivityStarted", taskId, attempt });
}
