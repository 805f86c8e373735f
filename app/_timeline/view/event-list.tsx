"use client";

import type { HistoryEvent } from "@dacapo/engine/model";
import { describeEvent, type EventTone, elapsedText, type Replay } from "@dacapo/engine/timeline";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { StateGlyph } from "@/app/_ui/state-glyph";
import type { Look } from "../layout/look";
import { scrollToShow } from "../layout/scroll";
import { positionAfterKey } from "../layout/slider-keys";
import classes from "./event-list.module.css";

export interface EventListProps {
  readonly replay: Replay;
  readonly position: number;
  readonly onPosition: (n: number) => void;
  readonly selectedNode?: string | undefined;
}

const ROW_PX = 26;

/** Every event of the run as a sentence. A press on one goes there; the arrow keys go one by one. */
export function EventList({ replay, position, onPosition, selectedNode }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtualizer = useVirtualizer({
    count: replay.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    const heightPx = virtualizer.scrollRect?.height ?? 0;
    const scrollPx = scrollToShow(Math.max(0, position - 1), ROW_PX, virtualizer.scrollOffset ?? 0, heightPx);
    if (scrollPx !== undefined && heightPx > 0) scroller.current?.scrollTo({ top: scrollPx });
  }, [position, virtualizer]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = positionAfterKey(event.key, position, replay.length, "down");
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onPosition(next);
  };
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        className={classes.list}
        style={{ height: virtualizer.getTotalSize() }}
        role="listbox"
        tabIndex={0}
        aria-label="Events of the run"
        aria-activedescendant={position > 0 ? `${id}-${position}` : undefined}
        onKeyDown={onKeyDown}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const event = replay.events[index];
          if (event === undefined) return null;
          return (
            <EventRow
              key={event.seq}
              id={`${id}-${event.seq}`}
              event={event}
              replay={replay}
              top={start}
              position={position}
              selectedNode={selectedNode}
              onPosition={onPosition}
            />
          );
        })}
      </div>
    </div>
  );
}

interface EventRowProps extends EventListProps {
  readonly id: string;
  readonly event: HistoryEvent;
  readonly top: number;
}

function EventRow({ id, event, replay, top, position, selectedNode, onPosition }: EventRowProps) {
  const { sentence, tone, node } = describeEvent(event, replay.latest);
  const look = LOOKS[tone];
  return (
    <button
      id={id}
      type="button"
      role="option"
      tabIndex={-1}
      className={classes.event}
      style={{ top }}
      aria-selected={event.seq === position}
      aria-setsize={replay.length}
      aria-posinset={event.seq}
      data-after={event.seq > position || undefined}
      data-node={(node !== undefined && node === selectedNode) || undefined}
      title={`${event.type}: ${sentence}`}
      onClick={() => onPosition(event.seq)}
    >
      <span className={classes.seq}>{event.seq}</span>
      <span className={classes.time}>{elapsedText(event.atMs - (replay.events[0]?.atMs ?? event.atMs))}</span>
      <span className={classes.glyph}>{look !== undefined && <StateGlyph state={look} size={14} decorative />}</span>
      <span className={classes.sentence}>{sentence}</span>
    </button>
  );
}

/** Turns and events of unknown kinds have no glyph: nothing about the run's work changed. */
const LOOKS: Readonly<Record<EventTone, Look | undefined>> = {
  plain: undefined,
  turn: undefined,
  scheduled: "queued",
  running: "running",
  waiting: "timer",
  retrying: "retrying",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};
