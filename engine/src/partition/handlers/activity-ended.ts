import { settleAttempt } from "../attempt.js";
import type { Effect } from "../effect.js";
import type { ActivityEnded } from "../event.js";
import type { PartitionState } from "../state.js";

/** An executor reports how an attempt ended. */
export function activityEnded(state: PartitionState, event: ActivityEnded): readonly Effect[] {
  return settleAttempt(state, event, event.outcome, event.atMs);
}
