import { instanceNotFinished, instanceNotFound } from "../answers.js";
import { isAnother } from "../asked-again.js";
import type { Consequence } from "../consequence.js";
import type { PurgeRequested } from "../event.js";
import { purge } from "../purge.js";
import { isUnfinished, type PartitionState } from "../state.js";

/** Forgets a finished instance. As in Durable Functions, one that goes on is not purged: it must be terminated first. */
export function purgeRequested(state: PartitionState, event: PurgeRequested): readonly Consequence[] {
  const { instanceId, replyTo, recursive } = event;
  const instance = state.instances.get(instanceId);
  const purged: Consequence = { type: "Respond", replyTo, answer: { kind: "purged" } };
  // Whoever asks again wants it to be gone, and so it is.
  const isGone = instance === undefined || isAnother(instance, event);
  if (isGone && event.firstAskedAtMs !== undefined) return [purged];
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  if (isUnfinished(instance)) {
    return [{ type: "Respond", replyTo, answer: instanceNotFinished(instanceId, instance.record.status) }];
  }
  return [...purge(state, instance, recursive), purged];
}
