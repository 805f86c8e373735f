import type { Consequence } from "../consequence.js";
import { goOn } from "../entity.js";
import type { EntityBatchEnded, OperationResult } from "../event.js";
import { post, signalTo } from "../message.js";
import type { Entity, PartitionState } from "../state.js";

/** Commits a batch: the state, the answers, what the operations sent; then the entity goes on. */
export function entityBatchEnded(state: PartitionState, event: EntityBatchEnded): readonly Consequence[] {
  const entity = state.entities.get(event.entityId);
  if (entity?.batch.out !== true || entity.batch.ended + 1 !== event.batch) return [];
  const answers = event.results.flatMap((result) => answer(entity, result));
  for (const { number } of event.results) entity.queue.delete(number);
  const signals = event.signals.map((signal) => post(signalTo(signal.entityId, signal)));
  const starts = (event.starts ?? []).map(({ instanceId, ...start }) =>
    post({ type: "OrchestrationStarted", to: instanceId, startedBy: event.entityId, ...start }),
  );
  return [...answers, ...signals, ...starts, ...goOn(state, after(entity, event))];
}

/** The entity has the state that the batch left, or none. A new key stands first: see `lockedTo` in `entity.ts`. */
function after(entity: Entity, event: EntityBatchEnded): Entity {
  const { state } = event;
  const batch = { ended: event.batch, out: false };
  // A batch of which a section's end left nothing to run is no operation.
  const lastModifiedAtMs = event.results.length === 0 ? entity.lastModifiedAtMs : event.atMs;
  if (state !== undefined) {
    if (entity.state === undefined) return { state, ...entity, batch, lastModifiedAtMs };
    return { ...entity, state, batch, lastModifiedAtMs };
  }
  const { state: _before, ...rest } = entity;
  return { ...rest, batch, lastModifiedAtMs };
}

function answer(entity: Entity, { number, outcome }: OperationResult): readonly Consequence[] {
  const request = entity.queue.get(number);
  if (request?.kind === "call") {
    const { caller } = request.request;
    return [post({ type: "EntityAnswered", to: caller.instanceId, caller, outcome })];
  }
  if (request?.kind !== "signal" || outcome.kind === "completed") return [];
  const { operation } = request.request;
  return [{ type: "ReportIgnoredSignal", entityId: entity.entityId, operation, failure: outcome.failure }];
}
