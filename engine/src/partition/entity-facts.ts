import type { EntityId, EpochMs, JsonText } from "../model/index.js";
import type { TaskKey } from "./message.js";
import type { Entity } from "./state.js";

/** What may be said of an entity without its requests. */
export interface EntityFacts {
  readonly entityId: EntityId;
  readonly hasState: boolean;
  /** `undefined`: it has none, or was not asked for. */
  readonly state: JsonText | undefined;
  readonly lockedBy: TaskKey | undefined;
  readonly lastModifiedAtMs: EpochMs | undefined;
  /** Calls, signals and requests for the lock that wait in its queue. */
  readonly queued: number;
  /** Signals wait for their time. */
  readonly hasScheduled: boolean;
}

export function factsOfEntity(
  { entityId, state, lockedBy, lastModifiedAtMs, queue, scheduled }: Entity,
  withState: boolean,
): EntityFacts {
  return {
    entityId,
    hasState: state !== undefined,
    state: withState ? state : undefined,
    lockedBy,
    lastModifiedAtMs,
    queued: queue.size,
    hasScheduled: scheduled !== undefined,
  };
}

/** Nothing of it need be kept. Such an entity is deleted in the step that leaves it so. */
export function isEmptyEntity({ hasState, lockedBy, queued, hasScheduled }: EntityFacts): boolean {
  return !hasState && lockedBy === undefined && queued === 0 && !hasScheduled;
}
