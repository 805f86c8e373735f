import type { Consequence } from "../consequence.js";
import { goOn, releaseLock } from "../entity.js";
import type { EntityCleanRequested } from "../event.js";
import type { PartitionState } from "../state.js";

/**
 * Takes from an entity what nobody will come back for: its lock, if it is still that section's, and itself, if nothing
 * is left of it. Anything else is a repeat, and nothing.
 */
export function entityCleanRequested(state: PartitionState, event: EntityCleanRequested): readonly Consequence[] {
  const { entityId, section, replyTo } = event;
  const done: Consequence = { type: "Respond", replyTo, answer: { kind: "cleaned" } };
  if (section !== undefined) return [...releaseLock(state, { type: "LockReleased", to: entityId, section }), done];
  const entity = state.entities.get(entityId);
  return entity === undefined ? [done] : [...goOn(state, entity), done];
}
