import type { Consequence } from "../consequence.js";
import type { EntitySignalRequested } from "../event.js";
import { signalTo } from "../message.js";
import type { PartitionState } from "../state.js";
import { isQueueFull, passOver, queueFull, takeRequest } from "../take-request.js";

/**
 * A client signals an entity, which is made if it is not there. The answer says that the signal is kept, not what
 * it did; one that the queue has no room for is refused.
 */
export function entitySignalRequested(state: PartitionState, event: EntitySignalRequested): readonly Consequence[] {
  const { entityId, replyTo, atMs } = event;
  const entity = state.entities.get(entityId);
  if (entity !== undefined && isQueueFull(entity)) {
    passOver(state, entity);
    const { message } = queueFull(entityId);
    return [{ type: "Respond", replyTo, answer: { kind: "refused", code: "EntityQueueFull", message } }];
  }
  const taken = takeRequest(state, signalTo(entityId, event), atMs);
  return [...taken, { type: "Respond", replyTo, answer: { kind: "signaled" } }];
}
