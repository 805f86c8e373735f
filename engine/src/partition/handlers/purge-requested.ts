import { instanceNotFinished, instanceNotFound } from "../answers.js";
import { anotherByNow, isAnother } from "../asked-again.js";
import type { Consequence } from "../consequence.js";
import type { Respond } from "../effect.js";
import type { PurgeRequested } from "../event.js";
import { purge } from "../purge.js";
import { isUnfinished, type PartitionState } from "../state.js";

/** Forgets a finished instance. As in Durable Functions, one that goes on is not purged: it must be terminated first. */
export function purgeRequested(state: PartitionState, event: PurgeRequested): readonly Consequence[] {
  const { instanceId, replyTo, recursive } = event;
  const instance = state.instances.get(instanceId);
  const purged: Respond = { type: "Respond", replyTo, answer: { kind: "purged" } };
  if (instance === undefined) {
    // Whoever asks again wants it to be gone, and so it is.
    return event.firstAskedAtMs !== undefined ? [purged] : [{ ...purged, answer: instanceNotFound(instanceId) }];
  }
  // Nobody is told that something is forgotten while there is one of its id that may be it.
  if (isAnother(instance, event)) return [{ ...purged, answer: anotherByNow(instanceId) }];
  if (isUnfinished(instance)) {
    return [{ type: "Respond", replyTo, answer: instanceNotFinished(instanceId, instance.record.status) }];
  }
  return [...purge(state, instance, recursive), purged];
}
