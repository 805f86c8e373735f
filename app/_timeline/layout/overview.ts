import type { HistoryEvent } from "@dacapo/engine/model";
import { eventsUntil } from "./event-place";
import { msOf, type TimeAxis } from "./time-axis";

/** One column of the overview: how much happened there, and whether something failed. */
export interface OverviewBar {
  readonly x: number;
  readonly height: number;
  readonly failed: boolean;
}

const COLUMN_PX = 4;
const HEIGHT_PX_MIN = 5;
const HEIGHT_PX_MAX = 14;

/** The numbers of the events in which something failed, for the overview. */
export function failureEvents(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.filter(
    ({ type }) => type === "ActivityFailed" || type === "ActivityAttemptFailed" || type === "ExecutionFailed",
  );
}

/** The whole run in one strip. Columns grow with the logarithm of what happened, so that few events stay visible beside many. */
export function overviewBars(
  axis: TimeAxis,
  events: readonly HistoryEvent[],
  failures: readonly HistoryEvent[],
): readonly OverviewBar[] {
  const columns: { x: number; count: number; failed: boolean }[] = [];
  let before = 0;
  let failedBefore = 0;
  for (let x = 0; x < axis.widthPx; x += COLUMN_PX) {
    const ms = x + COLUMN_PX >= axis.widthPx ? Number.POSITIVE_INFINITY : msOf(axis, x + COLUMN_PX);
    const until = eventsUntil(events, ms);
    const failedUntil = eventsUntil(failures, ms);
    if (until > before) columns.push({ x, count: until - before, failed: failedUntil > failedBefore });
    before = until;
    failedBefore = failedUntil;
  }
  const most = Math.max(1, ...columns.map(({ count }) => count));
  return columns.map(({ x, count, failed }) => ({ x, failed, height: columnHeight(count, most) }));
}

function columnHeight(count: number, most: number): number {
  const part = most === 1 ? 0.5 : Math.log(count) / Math.log(most);
  return Math.round(HEIGHT_PX_MIN + part * (HEIGHT_PX_MAX - HEIGHT_PX_MIN));
}
