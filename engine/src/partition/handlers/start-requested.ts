import type { Consequence } from "../consequence.js";
import type { StartRequested } from "../event.js";
import { newInstance } from "../new-instance.js";
import type { PartitionState } from "../state.js";

/** A new instance, or the first answer again for a repeated request, or a refusal. */
export function startRequested(state: PartitionState, event: StartRequested): readonly Consequence[] {
  const { instanceId, requestId, replyTo, atMs } = event;
  const existing = state.instances.get(instanceId);
  if (existing !== undefined) {
    const repeated = requestId !== undefined && existing.requestId === requestId;
    return [{ type: "Respond", replyTo, answer: repeated ? { kind: "started", instanceId } : taken(event) }];
  }
  return [...newInstance(state, event, atMs), { type: "Respond", replyTo, answer: { kind: "started", instanceId } }];
}

function taken({ instanceId }: StartRequested) {
  const message = `An instance with the id "${instanceId}" exists already. Choose another id, or repeat the request with the request id it was started with.`;
  return { kind: "refused", code: "InstanceExists", message } as const;
}
