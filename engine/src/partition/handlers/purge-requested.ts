import { instanceNotFinished, instanceNotFound } from "../answers.js";
import type { Consequence } from "../consequence.js";
import type { PurgeRequested } from "../event.js";
import { purge } from "../purge.js";
import { isUnfinished, type PartitionState } from "../state.js";

/** Forgets a finished instance. As in Durable Functions, one that goes on is not purged: it must be terminated first. */
export function purgeRequested(state: PartitionState, event: PurgeRequested): readonly Consequence[] {
  const { instanceId, replyTo, recursive } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  if (isUnfinished(instance)) {
    return [{ type: "Respond", replyTo, answer: instanceNotFinished(instanceId, instance.record.status) }];
  }
  return [...purge(state, instance, recursive), { type: "Respond", replyTo, answer: { kind: "purged" } }];
}
