import { type EpochMs, type Failure, LIMITS } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import { enqueue, newEntity } from "./entity.js";
import { type EntityCalled, type EntitySignaled, type LockRequested, post } from "./message.js";
import { isAhead, schedule } from "./scheduled-signals.js";
import type { Entity, PartitionState } from "./state.js";

/**
 * Takes a request for an entity, which is made if it is not there. A call or signal that finds the queue full is
 * refused: the caller is given the failure, a signal has only the operator to be told. A request for the lock is
 * always taken, for each run has one at most, and one that was refused in the middle of its lock set would have to
 * be taken back from the entities before.
 */
export function takeRequest(
  state: PartitionState,
  request: EntityCalled | EntitySignaled | LockRequested,
  atMs: EpochMs,
): readonly Consequence[] {
  const entity = state.entities.get(request.to) ?? newEntity(request.to);
  if (request.type === "LockRequested") return enqueue(state, entity, request);
  if (isQueueFull(entity)) {
    passOver(state, entity);
    return [refused(request, queueFull(request.to))];
  }
  if (request.type === "EntitySignaled" && isAhead(request, atMs)) return schedule(state, entity, request);
  return enqueue(state, entity, request);
}

/** True when no further call or signal is taken. */
export function isQueueFull({ queue, scheduled }: Entity): boolean {
  return queue.size + (scheduled?.size ?? 0) >= LIMITS.entityQueueMax;
}

/**
 * A refused request takes its number all the same. Histories from before there was a limit number what was beyond
 * it, and the results of batches name requests by their numbers.
 */
export function passOver(state: PartitionState, entity: Entity): void {
  state.entities.put(entity.entityId, { ...entity, arrivals: entity.arrivals + 1 });
}

export function queueFull(entityId: Entity["entityId"]): Failure {
  return {
    code: "EntityQueueFull",
    message: `Entity ${entityId} has ${LIMITS.entityQueueMax} requests that it has not answered yet, and takes no more. Ask again later, or spread the work over several entities.`,
    details: { entityQueueMax: LIMITS.entityQueueMax },
  };
}

function refused(request: EntityCalled | EntitySignaled, failure: Failure): Consequence {
  const { to, operation } = request;
  if (request.type === "EntitySignaled") return { type: "ReportIgnoredSignal", entityId: to, operation, failure };
  const { caller } = request;
  return post({ type: "EntityAnswered", to: caller.instanceId, caller, outcome: { kind: "failed", failure } });
}
