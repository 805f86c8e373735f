import { awaitedAttempt, settleAttempt } from "../attempt.js";
import type { Consequence } from "../consequence.js";
import type { ActivityEnded } from "../event.js";
import { append, isFull } from "../execution.js";
import type { PartitionState } from "../state.js";

/** An executor reports how an attempt ended, and perhaps in the same breath when it had begun. */
export function activityEnded(state: PartitionState, event: ActivityEnded): readonly Consequence[] {
  if (event.startedAtMs !== undefined) noteStart(state, event, event.startedAtMs);
  return settleAttempt(state, event, event.outcome, event.atMs);
}

/** What follows puts the instance and publishes the start along with the end. A full history does not need to tell it. */
function noteStart(state: PartitionState, event: ActivityEnded, startedAtMs: number): void {
  const awaited = awaitedAttempt(state, event);
  if (awaited?.task.phase.kind !== "asked") return;
  const { instance } = awaited;
  if (isFull(instance.history, 2)) return;
  const { taskId, attempt } = event;
  append(instance.history, startedAtMs, { type: "ActivityStarted", taskId, attempt });
}
