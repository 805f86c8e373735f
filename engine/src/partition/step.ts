import { unreachable } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import type { PartitionEvent, PartitionRecovered, Recovered } from "./event.js";
import { activityEnded } from "./handlers/activity-ended.js";
import { activityStarted } from "./handlers/activity-started.js";
import { codePublished } from "./handlers/code-published.js";
import { entityBatchEnded } from "./handlers/entity-batch-ended.js";
import { entityCleanRequested } from "./handlers/entity-clean-requested.js";
import { entitySignalRequested } from "./handlers/entity-signal-requested.js";
import { episodeEnded } from "./handlers/episode-ended.js";
import { eventRaiseRequested } from "./handlers/event-raise-requested.js";
import { forkRequested } from "./handlers/fork-requested.js";
import { instanceResumed } from "./handlers/instance-resumed.js";
import { messagesReceived } from "./handlers/messages-received.js";
import { purgeRequested } from "./handlers/purge-requested.js";
import { rewindRequested } from "./handlers/rewind-requested.js";
import { sendConfirmed } from "./handlers/send-confirmed.js";
import { startRequested } from "./handlers/start-requested.js";
import { resumeRequested, suspendRequested } from "./handlers/suspension-requested.js";
import { terminateRequested } from "./handlers/terminate-requested.js";
import { timerFired } from "./handlers/timer-fired.js";
import type { PartitionState } from "./state.js";

/** What can happen to one partition by itself. The other events need to know its log: {@link stepTogether}. */
export type OwnEvent = Exclude<PartitionEvent, PartitionRecovered | Recovered>;

/**
 * One partition's transition: brings `state` up to date with one event and says what follows. The
 * messages among it are not delivered yet. Deterministic: the same events give the same state and the
 * same consequences, whenever and wherever they are applied. Throws only when Dacapo itself is wrong;
 * the state is then not to be used any more.
 */
export function step(state: PartitionState, event: OwnEvent): readonly Consequence[] {
  switch (event.type) {
    case "StartRequested":
      return startRequested(state, event);
    case "TerminateRequested":
      return terminateRequested(state, event);
    case "PurgeRequested":
      return purgeRequested(state, event);
    case "RewindRequested":
      return rewindRequested(state, event);
    case "ForkRequested":
      return forkRequested(state, event);
    case "SuspendRequested":
      return suspendRequested(state, event);
    case "ResumeRequested":
      return resumeRequested(state, event);
    case "CodePublished":
      return codePublished(state, event);
    case "EventRaiseRequested":
      return eventRaiseRequested(state, event);
    case "EntitySignalRequested":
      return entitySignalRequested(state, event);
    case "EntityCleanRequested":
      return entityCleanRequested(state, event);
    case "EpisodeEnded":
      return episodeEnded(state, event);
    case "EntityBatchEnded":
      return entityBatchEnded(state, event);
    case "ActivityStarted":
      return activityStarted(state, event);
    case "ActivityEnded":
      return activityEnded(state, event);
    case "TimerFired":
      return timerFired(state, event);
    case "MessagesReceived":
      return messagesReceived(state, event);
    case "SendConfirmed":
      return sendConfirmed(state, event);
    case "InstanceResumed":
      return instanceResumed(state, event);
    default:
      return unreachable(event, "partition event");
  }
}
