import { type EntityId, type EpochMs, executionId, taskId } from "../model/index.js";
import type { Consequence } from "./consequence.js";
import type { SetTimer } from "./effect.js";
import { enqueue } from "./entity.js";
import type { TimerFired } from "./event.js";
import type { EntitySignaled } from "./message.js";
import type { Entity, PartitionState, ScheduledSignal } from "./state.js";

/*
 * Signals that are to be performed at a time. They wait beside the queue, where they hold nobody up, and take
 * their place at its end when their time has come; so an operation never runs early, and may run late.
 */

export function isAhead(signal: EntitySignaled, atMs: EpochMs): signal is ScheduledSignal {
  return signal.dueAtMs !== undefined && signal.dueAtMs > atMs;
}

export function schedule(state: PartitionState, entity: Entity, signal: ScheduledSignal): readonly Consequence[] {
  const number = entity.arrivals + 1;
  const scheduled = entity.scheduled ?? new Map<number, ScheduledSignal>();
  scheduled.set(number, signal);
  state.entities.put(entity.entityId, { scheduled, ...entity, arrivals: number });
  return [timerOfSignal(entity.entityId, number, signal)];
}

/** The time of a signal has come: it is queued. A timer of a signal that is gone fires into the void. */
export function signalDue(state: PartitionState, event: TimerFired): readonly Consequence[] {
  const entity = state.entities.get(event.instanceId as EntityId);
  const signal = entity?.scheduled?.get(event.taskId);
  if (entity?.scheduled === undefined || signal === undefined) return [];
  entity.scheduled.delete(event.taskId);
  const { dueAtMs: _dueAtMs, ...due } = signal;
  if (entity.scheduled.size > 0) return enqueue(state, entity, due);
  const { scheduled: _scheduled, ...rest } = entity;
  return enqueue(state, rest, due);
}

/** The timers that an entity waits for. */
export function timersOfEntity({ entityId, scheduled }: Entity): readonly SetTimer[] {
  return [...(scheduled ?? [])].map(([number, signal]) => timerOfSignal(entityId, number, signal));
}

function timerOfSignal(entityId: EntityId, number: number, { dueAtMs }: ScheduledSignal): SetTimer {
  return {
    type: "SetTimer",
    instanceId: entityId,
    executionId: executionId(entityId),
    taskId: taskId(number),
    purpose: "signal",
    attempt: 0,
    fireAtMs: dueAtMs,
  };
}
