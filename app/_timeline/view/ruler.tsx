import { type KeyboardEvent, memo } from "react";
import { clampPosition, positionAfterKey } from "../layout/slider-keys";
import type { Tick } from "../layout/ticks";
import classes from "./ruler.module.css";
import { useDrag } from "./use-drag";

interface RulerProps {
  readonly widthPx: number;
  readonly timeTicks: readonly Tick[];
  readonly eventTicks: readonly Tick[];
  readonly position: number;
  readonly length: number;
  /** The event as a sentence. */
  readonly spoken: string;
  /** The right end of the ruler says so, instead of a time. */
  readonly live: boolean;
  /** The event nearest to a pixel. */
  readonly eventAt: (x: number) => number;
  readonly onPosition: (n: number) => void;
}

/** Room for the word "live" and what of a time label would lie on it. */
const LIVE_LABEL_PX = 72;

/** Time above, event numbers below; all of it is one slider over the events. */
export function Ruler({
  widthPx,
  timeTicks,
  eventTicks,
  position,
  length,
  spoken,
  live,
  eventAt,
  onPosition,
}: RulerProps) {
  const drag = useDrag(
    () => undefined,
    (_begun, x) => onPosition(clampPosition(eventAt(x), length)),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = positionAfterKey(event.key, position, length);
    if (next === undefined) return;
    event.preventDefault();
    onPosition(next);
  };
  return (
    <div className={classes.ruler}>
      <div className={classes.names}>
        <span>Elapsed</span>
        <span>Event</span>
      </div>
      <div
        className={classes.track}
        style={{ width: widthPx }}
        role="slider"
        tabIndex={0}
        aria-label="Event"
        aria-valuemin={Math.min(1, length)}
        aria-valuemax={length}
        aria-valuenow={position}
        aria-valuetext={spoken}
        onKeyDown={onKeyDown}
        {...drag}
      >
        <Ticks timeTicks={timeTicks} eventTicks={eventTicks} timeUntilX={live ? widthPx - LIVE_LABEL_PX : widthPx} />
        <b className={classes.thumb}>{position}</b>
      </div>
    </div>
  );
}

interface TicksProps extends Pick<RulerProps, "timeTicks" | "eventTicks"> {
  readonly timeUntilX: number;
}

const Ticks = memo(function Ticks({ timeTicks, eventTicks, timeUntilX }: TicksProps) {
  const times = timeTicks.filter(({ x }) => x <= timeUntilX);
  return (
    <>
      {times.map(({ x, label }) => (
        <span key={x} className={classes.time} style={{ left: x }}>
          {label}
        </span>
      ))}
      {eventTicks.map(({ x, label }) => (
        <span key={label} className={classes.event} style={{ left: x }}>
          {label}
        </span>
      ))}
    </>
  );
});
