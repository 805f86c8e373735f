import { instanceFinished, instanceNotFound } from "../answers.js";
import type { Consequence } from "../consequence.js";
import type { EventRaiseRequested } from "../event.js";
import { tell } from "../execution.js";
import { isUnfinished, type PartitionState } from "../state.js";

/** A client raises an event; unlike another instance it is told when nobody can get it. */
export function eventRaiseRequested(state: PartitionState, event: EventRaiseRequested): readonly Consequence[] {
  const { instanceId, replyTo, name, payload, atMs } = event;
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return [{ type: "Respond", replyTo, answer: instanceNotFound(instanceId) }];
  if (!isUnfinished(instance)) {
    return [{ type: "Respond", replyTo, answer: instanceFinished(instanceId, instance.record.status) }];
  }
  const told = tell(state, instance, atMs, { type: "EventRaised", name, payload });
  return [...told, { type: "Respond", replyTo, answer: { kind: "raised" } }];
}
