import type { HistoryEvent } from "@dacapo/engine/model";
import { useCallback, useEffect, useRef, useState } from "react";
import { timeOfEvent } from "../layout/event-place";
import type { TimeRange } from "../layout/time-axis";
import { revealing, type ShownWindow, shownRange, within, zoomed } from "../layout/window";

interface ShownWindowControl {
  readonly range: TimeRange;
  readonly show: (range: TimeRange) => void;
  readonly showAll: () => void;
  readonly zoom: (factor: number, aroundMs: number) => void;
}

/** The part of the run that is shown. It moves when the event that is looked at leaves it, and only then. */
export function useShownWindow(
  extent: TimeRange,
  events: readonly HistoryEvent[],
  position: number,
): ShownWindowControl {
  const [shown, setShown] = useState<ShownWindow>("all");
  const latest = useRef({ extent, events });
  useEffect(() => {
    latest.current = { extent, events };
  }, [extent, events]);
  useEffect(() => {
    const known = latest.current;
    setShown((before) => revealing(before, known.extent, timeOfEvent(known.events, position)));
  }, [position]);
  const show = useCallback((range: TimeRange) => setShown(within(range, latest.current.extent)), []);
  const showAll = useCallback(() => setShown("all"), []);
  const zoom = useCallback(
    (factor: number, aroundMs: number) => setShown((before) => zoomed(before, latest.current.extent, factor, aroundMs)),
    [],
  );
  return { range: shownRange(shown, extent), show, showAll, zoom };
}
