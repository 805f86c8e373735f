import type { HistoryEvent, TaskId } from "@dacapo/engine/model";
import type { TimeRange } from "./time-axis";

/** Shorter gaps are never folded: people read a second as "now". */
const IDLE_MS_MIN = 1_000;

/**
 * The gaps between events in which no activity was wanted or at work: the run only waited, for a
 * timer or before a repeat. `nowMs` closes the last gap of a run that goes on.
 */
export function idleGaps(events: readonly HistoryEvent[], nowMs?: number): readonly TimeRange[] {
  const busy = new Set<TaskId>();
  const gaps: TimeRange[] = [];
  let lastMs = events[0]?.atMs;
  const until = (atMs: number) => {
    if (lastMs !== undefined && busy.size === 0 && atMs - lastMs >= IDLE_MS_MIN)
      gaps.push({ fromMs: lastMs, toMs: atMs });
    lastMs = atMs;
  };
  for (const event of events) {
    until(event.atMs);
    countBusy(busy, event);
  }
  if (nowMs !== undefined) until(nowMs);
  return gaps;
}

function countBusy(busy: Set<TaskId>, event: HistoryEvent): void {
  switch (event.type) {
    case "ActivityScheduled":
    case "ActivityStarted":
      busy.add(event.taskId);
      return;
    case "ActivityAttemptFailed":
    case "ActivityCompleted":
    case "ActivityFailed":
    case "TaskCancelled":
      busy.delete(event.taskId);
      return;
    default:
  }
}

/** From the first event to the last, or to now. Never empty, so that it can be laid out. */
export function extentOf(events: readonly HistoryEvent[], nowMs?: number): TimeRange {
  const fromMs = events[0]?.atMs ?? nowMs ?? 0;
  const lastMs = events.at(-1)?.atMs ?? fromMs;
  return { fromMs, toMs: Math.max(fromMs + 1, lastMs, nowMs ?? lastMs) };
}
