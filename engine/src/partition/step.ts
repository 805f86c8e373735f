import { unreachable } from "../model/index.js";
import type { Effect } from "./effect.js";
import type { PartitionEvent } from "./event.js";
import { activityEnded } from "./handlers/activity-ended.js";
import { activityStarted } from "./handlers/activity-started.js";
import { codePublished } from "./handlers/code-published.js";
import { episodeEnded } from "./handlers/episode-ended.js";
import { recovered } from "./handlers/recovered.js";
import { startRequested } from "./handlers/start-requested.js";
import { terminateRequested } from "./handlers/terminate-requested.js";
import { timerFired } from "./handlers/timer-fired.js";
import type { PartitionState } from "./state.js";

/**
 * The partition's only transition: brings `state` up to date with one event and says what is to be
 * done. Deterministic: the same events give the same state and the same effects, whenever and
 * wherever they are applied. Throws only when Dacapo itself is wrong; the state is then not to be
 * used any more.
 */
export function step(state: PartitionState, event: PartitionEvent): readonly Effect[] {
  switch (event.type) {
    case "StartRequested":
      return startRequested(state, event);
    case "TerminateRequested":
      return terminateRequested(state, event);
    case "CodePublished":
      return codePublished(state, event);
    case "EpisodeEnded":
      return episodeEnded(state, event);
    case "ActivityStarted":
      return activityStarted(state, event);
    case "ActivityEnded":
      return activityEnded(state, event);
    case "TimerFired":
      return timerFired(state, event);
    case "Recovered":
      return recovered(state, event);
    default:
      return unreachable(event, "partition event");
  }
}
