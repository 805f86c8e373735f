import type { EntityId, JsonText } from "../model/index.js";
import { mayRun, type OperationRequest } from "./entity.js";
import type { PartitionState } from "./state.js";

/** What the host needs to run the batch that is asked for. */
export interface EntityBatch {
  readonly entityId: EntityId;
  /** Counts from 1. */
  readonly batch: number;
  /** Absent: the entity has none. */
  readonly state?: JsonText;
  readonly requests: readonly OperationRequest[];
}

/**
 * Reads what the entity's next batch is to run: all that may run by now, up to a limit. `undefined`
 * when no batch is asked for. There may be nothing to run, when a section was left since: such a
 * batch ends with no results.
 */
export function entityBatch(state: PartitionState, entityId: EntityId): EntityBatch | undefined {
  const entity = state.entities.get(entityId);
  if (entity?.batch.out !== true) return undefined;
  return {
    entityId,
    batch: entity.batch.ended + 1,
    ...(entity.state !== undefined && { state: entity.state }),
    requests: mayRun(entity),
  };
}
