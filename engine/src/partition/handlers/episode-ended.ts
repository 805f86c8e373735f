import { invariant } from "../../model/index.js";
import { cleanedUp } from "../clean-up.js";
import type { Consequence } from "../consequence.js";
import { continueAsNew } from "../continue-as-new.js";
import type { EpisodeEnded } from "../event.js";
import { append, end, runningInstance, settle } from "../execution.js";
import { instanceAfter, sessionAfter } from "../shape.js";
import { isEpisodeDue, type PartitionState, type UnfinishedInstance } from "../state.js";
import { commitActions } from "../turn-actions.js";
import { withinLimits } from "../turn-limits.js";

/** Commits a turn: what the orchestrator asked for, and where it stands now. */
export function episodeEnded(state: PartitionState, event: EpisodeEnded): readonly Consequence[] {
  const before = runningInstance(state, event);
  if (before === undefined || before.session.turns + 1 !== event.turn) return [];
  const { history } = before;
  const newestMs = history.at(-1)?.atMs ?? 0;
  invariant(
    event.nowMs >= newestMs,
    `turn ${event.turn} of ${event.instanceId} was told ${event.nowMs}, before its newest event at ${newestMs}`,
  );
  const { actions, next } = withinLimits(event.outcome, history, before.record.attributes);
  const { turn, deliveredThrough, atMs } = event;
  append(history, event.nowMs, { type: "TurnStarted", turn, deliveredThrough });
  const { changed, asked } = commitActions(before, actions, atMs);
  const more = before.session.lastMessageSeq > deliveredThrough;
  const session = sessionAfter(before.session, { turns: turn, deliveredThrough, episodeOut: more });
  switch (next.kind) {
    case "wait": {
      const record = settle(state, changed, { session, record: session.suspended === true ? SUSPENDED : RUNNING });
      const { instanceId, executionId } = event;
      const published: Consequence = { type: "PublishHistory", record, history };
      if (isEpisodeDue(session)) return [published, ...asked, { type: "RunEpisode", instanceId, executionId }];
      const [only] = asked;
      return only !== undefined && asked.length === 1 ? [published, only] : [published, ...asked];
    }
    case "end": {
      const instance = instanceAfter(changed, changed.record, session) as UnfinishedInstance;
      return [...end(state, instance, atMs, next.ending), ...asked.filter(outlivesTheRun)];
    }
    case "continueAsNew": {
      const instance = instanceAfter(changed, changed.record, session) as UnfinishedInstance;
      const { cancelReason } = instance.record;
      if (cancelReason !== undefined) {
        return [...end(state, instance, atMs, cleanedUp(cancelReason)), ...asked.filter(outlivesTheRun)];
      }
      return [...continueAsNew(state, instance, atMs, next.input), ...asked.filter(outlivesTheRun)];
    }
  }
}

const RUNNING = { status: "Running" } as const;
const SUSPENDED = { status: "Suspended" } as const;

/**
 * What a run asked for in its last turn and would wait for is not begun at all. What it took back is
 * taken back, and what it told others without waiting for an answer is told.
 */
function outlivesTheRun(asked: Consequence): boolean {
  if (asked.type === "AbortActivity" || asked.type === "ClearTimer") return true;
  if (asked.type !== "Post") return false;
  const { type } = asked.message;
  switch (type) {
    case "EventRaised":
    case "EntitySignaled":
    case "OrchestrationStarted":
    case "LockReleased":
    case "SubTerminated":
      return true;
    default:
      return false;
  }
}
