import type { EpochMs } from "../model/index.js";
import type { SetTimer } from "./effect.js";
import { type Entity, type Instance, isEpisodeDue } from "./state.js";
import { timerOf } from "./tasks.js";

/**
 * When an instance must be looked at again after a restart, without anybody asking for it: `now` when
 * an episode or an attempt is under way outside and must be asked for again, else when its first timer
 * is due, or `never`.
 */
export type Wake = "now" | "never" | EpochMs;

export function wakeOfInstance(instance: Instance): Wake {
  if (isEpisodeDue(instance.session)) return "now";
  let first: Wake = "never";
  for (const [taskId, task] of instance.tasks ?? []) {
    const timer = timerOf(instance.record, taskId, task);
    if (timer !== undefined) first = first === "never" ? timer.fireAtMs : Math.min(first, timer.fireAtMs);
    else if (task.kind === "activity") return "now";
  }
  return first;
}

export function wakeOfEntity({ batch, scheduled }: Entity): Wake {
  if (batch.out) return "now";
  let first: Wake = "never";
  for (const { dueAtMs } of scheduled?.values() ?? []) first = first === "never" ? dueAtMs : Math.min(first, dueAtMs);
  return first;
}

/** The timers that an instance waits for: an instance that waits for nothing else is armed without an event. */
export function timersOf(instance: Instance): readonly SetTimer[] {
  return [...(instance.tasks ?? [])].flatMap(([taskId, task]) => timerOf(instance.record, taskId, task) ?? []);
}
