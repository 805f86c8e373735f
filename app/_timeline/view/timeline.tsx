"use client";

import type { NodeKey, Replay } from "@dacapo/engine/timeline";
import { useElementSize } from "@mantine/hooks";
import { type CSSProperties, useCallback, useMemo, useRef, useState } from "react";
import { eventAtX, timeOfEvent } from "../layout/event-place";
import { extentOf, idleGaps } from "../layout/idle";
import { failureEvents, overviewBars } from "../layout/overview";
import { positionLabel } from "../layout/position-label";
import { SIZES } from "../layout/sizes";
import { clampPosition } from "../layout/slider-keys";
import { eventTicks, timeTicks, turnLines } from "../layout/ticks";
import { msOf, timeAxis, xOf } from "../layout/time-axis";
import { BackLayer, FrontLayer } from "./layers";
import { Overview } from "./overview";
import type { RowActions } from "./row-line";
import { RowList } from "./row-list";
import { Ruler } from "./ruler";
import classes from "./timeline.module.css";
import { TimelineHead } from "./timeline-head";
import { Tip, useTip } from "./tip";
import { useNow } from "./use-now";
import { usePlayback } from "./use-playback";
import { useRows } from "./use-rows";
import { useShownWindow } from "./use-shown-window";
import { useWheelZoom } from "./use-wheel-zoom";

export interface TimelineProps {
  readonly replay: Replay;
  /** The number of events that are part of what is shown. */
  readonly position: number;
  /** Asked for another position. All events means the newest: in a live run, to follow it. */
  readonly onPosition: (n: number) => void;
  /** More events may come. */
  readonly live: boolean;
  readonly selectedNode?: string | undefined;
  readonly onSelectNode?: ((node: string, key: NodeKey) => void) | undefined;
}

/**
 * A run in time: every node a row, every event a place for the playhead. What is costly depends on
 * the history alone; moving the playhead looks up one state and draws the rows in which it differs.
 */
export function Timeline({ replay, position, onPosition, live, selectedNode, onSelectNode }: TimelineProps) {
  const { events, length, turns } = replay;
  const [foldIdle, setFoldIdle] = useState(true);
  const { ref: widthRef, width } = useElementSize<HTMLDivElement>();
  const trackPx = Math.max(0, width - SIZES.nameColumn);
  const nowMs = useNow(live, timeOfEvent(events, length));
  const following = position >= length;
  const atMs = live && following ? nowMs : timeOfEvent(events, position);

  const state = useMemo(() => replay.stateAt(position), [replay, position]);
  const label = useMemo(() => positionLabel(replay, state), [replay, state]);
  const { rows, toggleLoop } = useRows(replay);

  const extent = useMemo(() => extentOf(events, nowMs), [events, nowMs]);
  const idle = useMemo(() => (foldIdle ? idleGaps(events, nowMs) : []), [events, nowMs, foldIdle]);
  const shown = useShownWindow(extent, events, position);
  const { fromMs, toMs } = shown.range;
  const axis = useMemo(() => timeAxis({ fromMs, toMs }, trackPx, idle), [fromMs, toMs, trackPx, idle]);
  const wholeAxis = useMemo(() => timeAxis(extent, trackPx, idle), [extent, trackPx, idle]);
  const failures = useMemo(() => failureEvents(events), [events]);
  const bars = useMemo(() => overviewBars(wholeAxis, events, failures), [wholeAxis, events, failures]);
  const ticks = useMemo(
    () => ({ time: timeTicks(axis, extent.fromMs), event: eventTicks(axis, events), turns: turnLines(axis, turns) }),
    [axis, extent.fromMs, events, turns],
  );

  const playback = usePlayback(replay, position, onPosition);
  const { stop } = playback;
  const goTo = useCallback(
    (n: number) => {
      stop();
      onPosition(clampPosition(n, length));
    },
    [stop, onPosition, length],
  );
  const { tip, showTip } = useTip();
  const actions = useMemo<RowActions>(
    () => ({
      onPosition: goTo,
      onSelect: (span) => span !== undefined && onSelectNode?.(span.node, span.key),
      onToggleLoop: toggleLoop,
      showTip,
    }),
    [goTo, onSelectNode, toggleLoop, showTip],
  );
  const grid = useRef<HTMLDivElement>(null);
  useWheelZoom(grid, (factor, x) => shown.zoom(factor, msOf(axis, x)));
  const onZoom = (factor: number | "all") => (factor === "all" ? shown.showAll() : shown.zoom(factor, atMs));

  return (
    <section
      className={classes.timeline}
      aria-label="Timeline"
      style={{ "--playhead": `${xOf(axis, atMs)}px` } as CSSProperties}
    >
      <TimelineHead
        position={state.seq}
        length={length}
        label={label}
        live={live}
        following={following}
        playback={playback}
        foldIdle={foldIdle}
        onPosition={goTo}
        onFoldIdle={setFoldIdle}
        onZoom={onZoom}
      />
      <Overview axis={wholeAxis} bars={bars} shown={shown.range} playheadMs={atMs} onShown={shown.show} />
      <div ref={grid} className={classes.grid}>
        <BackLayer axis={axis} turns={ticks.turns} />
        <Ruler
          widthPx={trackPx}
          timeTicks={ticks.time}
          eventTicks={ticks.event}
          position={state.seq}
          length={length}
          spoken={label.spoken}
          live={live}
          eventAt={(x) => eventAtX(axis, events, x)}
          onPosition={goTo}
        />
        <RowList
          rows={rows}
          axis={axis}
          state={state}
          atMs={atMs}
          nowMs={nowMs}
          selectedNode={selectedNode}
          actions={actions}
          widthRef={widthRef}
        />
        <FrontLayer axis={axis} atMs={atMs} past={!following} liveMs={live ? nowMs : undefined} />
      </div>
      <Tip tip={tip} />
    </section>
  );
}
