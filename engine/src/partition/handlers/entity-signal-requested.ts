import type { Consequence } from "../consequence.js";
import { takeRequest } from "../entity.js";
import type { EntitySignalRequested } from "../event.js";
import type { PartitionState } from "../state.js";

/** A client signals an entity, which is made if it is not there. The answer says that the signal is kept, not what it did. */
export function entitySignalRequested(state: PartitionState, event: EntitySignalRequested): readonly Consequence[] {
  const { entityId, operation, input, replyTo } = event;
  const taken = takeRequest(state, { type: "EntitySignaled", to: entityId, operation, input });
  return [...taken, { type: "Respond", replyTo, answer: { kind: "signaled" } }];
}
